"""Which way imports point, and what only one place may do (the rules of the structure)."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "dashboard"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "settings": set(),
    "commands": set(),
    "market": set(),
    "example": {"market"},
    "intake": {"market", "settings"},
    "store": {"market", "intake", "settings"},
    "outlook": {"market"},
    "measures": {"outlook", "market", "settings"},
    "figures": {"measures", "market", "settings"},
    "components": {"figures", "measures", "market", "settings"},
    "pages": {"components", "figures", "measures", "market", "settings"},
    "loading": {"store", "intake", "market", "settings"},
    "snapshot": {"components", "measures", "store", "market", "settings"},
    "web": {
        "commands", "snapshot", "components", "figures", "measures", "loading", "store", "intake", "market", "settings",
    },
    "app": {"commands", "pages", "web", "components", "figures", "measures", "store", "market", "settings"},
    "serve": {"commands", "app", "store", "settings"},
    "cli": {
        "app", "commands", "serve", "snapshot", "example", "loading", "intake", "store", "measures", "market",
        "settings",
    },
    "__main__": {"cli"},
    "__init__": set(),
}
"""Each part of the package, and the other parts that it may import."""

ONLY_IN = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "dash": {"components", "pages", "app"},
    "dash_bootstrap_components": {"components", "pages", "app"},
    "flask": {"web", "app"},
    "gunicorn": {"serve"},
    "click": {"cli"},
    "icalendar": {"web"},
    "pydantic_settings": {"settings"},
}
"""Libraries that only some parts know."""


def part(module: Path) -> str:
    """The part of the package that a module belongs to."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    """Every dotted name that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names if node.module == "dashboard"}
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_imports_point_one_way(module):
    here = part(module)
    others = {name.split(".")[1] for name in imported(module) if name.startswith("dashboard.")}
    assert others - {here} <= MAY_IMPORT[here]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_a_library_stays_in_its_part(module):
    for library in {name.split(".")[0] for name in imported(module)} & ONLY_IN.keys():
        assert part(module) in ONLY_IN[library], library


def test_only_settings_read_the_environment():
    readers = {m.name for m in MODULES if re.search(r"\bos\.(environ|getenv)", m.read_text())}
    assert readers <= {"settings.py"}


def test_time_comes_from_the_one_clock():
    askers = {m.name for m in MODULES if re.search(r"\b(date\.today|datetime\.(now|utcnow|today))\(", m.read_text())}
    assert askers <= {"clock.py"}


def test_colours_stand_in_the_theme_alone():
    colour = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
    places = [m for m in MODULES if m.name != "theme.py" and colour.search(m.read_text())]
    styles = [c for c in (ROOT / "assets").rglob("*.css") if ".min." not in c.name and c.name != "tokens.css"]
    assert places + [c for c in styles if colour.search(c.read_text())] == []
