"""Settings as Help shows them: what each is for, its value now and by default, and how it is changed."""

import json
from typing import Any

import tomli_w
from dash import html

from dashboard.components.markdown import inline
from dashboard.settings import Authority, Settings


def every_setting(settings: Settings) -> html.Dl:
    """Every setting, in the order of the settings."""
    return html.Dl([html.Div(_entry(name, settings)) for name in Settings.model_fields], className="words")


def written(name: str, settings: Settings) -> str:
    """A setting's value as JSON, text without its quotation marks; nobody sees one that has no `repr`."""
    if not Settings.model_fields[name].repr:
        return "not shown"
    value = _plain(name, settings)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _entry(name: str, settings: Settings) -> list[Any]:
    field, default = Settings.model_fields[name], Settings.model_construct()
    now, usual = written(name, settings), written(name, default)
    value: list[Any] = ["Now ", html.Code(now)]
    if not field.repr:
        value = ["Its value is not shown: it can hold a password."]
    elif now == usual:
        value += [", as it is by default."]
    else:
        value += [", by default ", html.Code(usual), "."]
    fields = Authority.model_fields if name == "authorities" else {}
    return [
        html.Dt(html.Code(name)),
        html.Dd(inline(str(field.description))),
        *(html.Dd([html.Code(own), ": ", *inline(str(told.description))]) for own, told in fields.items()),
        html.Dd(value),
        html.Dd(
            [
                "In dashboard.toml ", html.Code(_toml(name, default)), ", in the environment ",
                html.Code(f"DASHBOARD_{name.upper()}"),
            ],
            className="note",
        ),
    ]


def _toml(name: str, settings: Settings) -> str:
    """The line of dashboard.toml that gives a setting its value; of several parts, their lines."""
    return tomli_w.dumps({name: _plain(name, settings)}).strip()


def _plain(name: str, settings: Settings) -> Any:
    return _without_none(settings.model_dump(mode="json", include={name})[name])


def _without_none(value: Any) -> Any:
    """A value without what is None, which TOML cannot say."""
    if isinstance(value, dict):
        return {key: _without_none(own) for key, own in value.items() if own is not None}
    return value
