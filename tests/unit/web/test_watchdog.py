"""The wall's watchdog, by its own tests in node."""

import subprocess
from pathlib import Path

from dashboard.web.static import ASSETS

TESTS = Path(__file__).parents[1] / "wall"


def test_the_watchdog_does_what_its_own_tests_say():
    ran = subprocess.run(["node", "--test", TESTS], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_the_watchdog_is_one_short_script_apart_from_dash():
    script = (ASSETS / "wall/watchdog.js").read_text()
    assert len(script.splitlines()) < 300
    assert "dash" not in script.lower()
