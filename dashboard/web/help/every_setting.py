"""Settings as Help tells of them: what each is for, its value now and by default, and how it is changed."""

import json
from dataclasses import dataclass
from typing import Any

import tomli_w

from dashboard.settings import Authority, Settings


@dataclass(frozen=True)
class Told:
    """One setting; `now` and `usual`, its value and the default, are lines of dashboard.toml."""

    name: str
    meaning: str
    now: str
    usual: str
    secret: bool
    """Whether nobody is to see its value: `now` is the default."""
    fields: tuple[tuple[str, str], ...]
    """What can be said of each of its values, and what that means."""


def every_setting(settings: Settings) -> dict[str, Told]:
    """Every setting by its name, in the order of the settings."""
    usual = Settings.model_construct()
    return {
        name: Told(
            name=name,
            meaning=str(field.description),
            now=line(name, settings),
            usual=line(name, usual),
            secret=not field.repr,
            fields=tuple(
                (own, str(told.description)) for own, told in Authority.model_fields.items() if name == "authorities"
            ),
        )
        for name, field in Settings.model_fields.items()
    }


def line(name: str, settings: Settings) -> str:
    """A setting as dashboard.toml gives it its value; of one without `repr`, which nobody is to see, the default."""
    shown = settings if Settings.model_fields[name].repr else Settings.model_construct()
    value = _without_none(shown.model_dump(mode="json", include={name})[name])
    if isinstance(value, dict):
        return tomli_w.dumps({name: value}).strip()
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"  # which TOML writes alike


def _without_none(value: Any) -> Any:
    """A value without what is None, which TOML cannot say."""
    if isinstance(value, dict):
        return {key: _without_none(own) for key, own in value.items() if own is not None}
    return value
