"""Settings as Help shows them: what each is for, its value now and by default, and how it is changed."""

import json
from typing import Any

import tomli_w
from dash import html

from dashboard.components.markdown import inline
from dashboard.settings import RUNNING, Authority, Settings


def every_setting(settings: Settings) -> list[Any]:
    """Every setting, in the order of the settings: those that figures rest on, then those of the server."""
    of_figures = [name for name in Settings.model_fields if name not in RUNNING]
    of_server = [name for name in Settings.model_fields if name in RUNNING]
    parts: list[Any] = []
    for heading, names in (("What the figures rest on", of_figures), ("How the dashboard is run", of_server)):
        entries = [html.Div(_entry(name, settings)) for name in names]
        parts += [html.H3(heading), html.Dl(entries, className="words aligned")]
    return parts


def line(name: str, settings: Settings) -> str:
    """A setting as dashboard.toml gives it its value; of one without `repr`, which nobody is to see, the default."""
    shown = settings if Settings.model_fields[name].repr else Settings.model_construct()
    value = _without_none(shown.model_dump(mode="json", include={name})[name])
    if isinstance(value, dict):
        return tomli_w.dumps({name: value}).strip()
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"  # which TOML writes alike


def _entry(name: str, settings: Settings) -> list[Any]:
    field, now, usual = Settings.model_fields[name], line(name, settings), line(name, Settings.model_construct())
    if not field.repr:
        default: list[Any] = ["This is the default: what it is now is not shown, as it can hold a password."]
    else:
        default = ["As it is by default."] if now == usual else ["By default ", html.Code(usual)]
    fields = Authority.model_fields if name == "authorities" else {}
    return [
        html.Dt(html.Code(name)),
        html.Dd(inline(str(field.description))),
        *(html.Dd([html.Code(own), ": ", *inline(str(told.description))]) for own, told in fields.items()),
        html.Dd(html.Code(now)),
        html.Dd(default, className="note"),
        html.Dd(["In the environment ", html.Code(f"DASHBOARD_{name.upper()}")], className="note"),
    ]


def _without_none(value: Any) -> Any:
    """A value without what is None, which TOML cannot say."""
    if isinstance(value, dict):
        return {key: _without_none(own) for key, own in value.items() if own is not None}
    return value
