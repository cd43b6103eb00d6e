"""The settings: the only reader of the environment (DASHBOARD_…) and of dashboard.toml."""

import json
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

REPROCUREMENT_LEAD_MONTHS = {"block": 15, "dps": 24, "in_house": 12, "spot": 12}


LEAST = 5
"""Fewer packages than this could be known by whoever knows the children (conventions L-20)."""

RUNNING = frozenset(
    {
        "database_url", "hosts", "max_body_bytes", "upload_megabytes", "pending_folder", "pending_hours",
        "profiles_folder", "owner", "contact",
    }
)
"""The settings that say how the dashboard is run, and by whom: no figure rests on them."""


class Authority(BaseModel):
    """A council that buys care."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    name: str
    """Its name on the pages."""
    ons_code: str
    """Its code of the Office for National Statistics."""
    internal_share_band: tuple[float, float] | None = None
    """The share of delivered hours that its in-house service is meant to carry, from and to; none by default."""
    rhythm_days: int = 14
    """A source's rhythm: days from a period's end by which its hours are due."""


class Settings(BaseSettings):
    """Every setting with its default; `DASHBOARD_<NAME>` or dashboard.toml changes one.

    The line under a setting is its description: Help shows it, with the value now, of all but those without `repr`.
    """

    model_config = SettingsConfigDict(
        env_prefix="DASHBOARD_", env_nested_delimiter="__", extra="forbid", use_attribute_docstrings=True
    )

    database_url: str = Field(default="sqlite:///data/market.db", repr=False)
    """Where the market is kept: SQLite, or PostgreSQL as postgresql://user:password@host/name."""
    authorities: dict[str, Authority] = {
        "PCC": Authority(name="Peterborough", ons_code="E06000031"),
        "CCC": Authority(name="Cambridgeshire", ons_code="E10000003"),
    }
    """The councils by the code that the data use, in the order they are shown."""
    services: dict[str, str] = {"home_care": "Home care", "community_support": "Community support"}
    """The services by the code that the data use, in the order they are shown."""
    owner: str = "Children's commissioning team"
    """Who answers for the figures; named under each definition and in the accessibility statement."""
    contact: str = "your commissioning data officer"
    """Whom to ask when something is wrong; named in the accessibility statement and on error pages."""

    extension_notice_months: int = 6
    """A decision to extend is due this many months before the current end, where the contract does not say."""
    reprocurement_lead_months: dict[str, int] = REPROCUREMENT_LEAD_MONTHS
    """How long a new procurement takes, by contract type, where the contract does not say."""
    paper_lead_weeks: int = 9
    """The report that asks for a decision is due this long before the decision."""
    proposed_blocks: dict[str, int] = {"PCC": 3, "CCC": 2}
    """How many blocks each authority is proposed to have beside a DPS; the planner offers it as a ready-made plan."""
    past_end_weeks: int = 4
    """Hours delivered after a contract's end are looked for in this many latest weeks."""
    soon_days: int = 90
    """A contract's decision, or the report that asks for it, is soon due within this many days."""

    sufficiency_green: float = 1.10
    """Credible capacity over demand: green from here."""
    sufficiency_amber: float = 1.00
    """Credible capacity over demand: amber from here, red below."""
    unmet_green: float = 0.02
    """Overdue hours over demand: green to here."""
    unmet_amber: float = 0.05
    """Overdue hours over demand: amber to here, red above."""
    overdue_days: int = 14
    """A package waits too long when it was requested more than this many days ago."""
    award_target_days: int = 14
    """A package is meant to be awarded within this many days of its request."""
    lookback_weeks: int = 26
    """How far back demonstrated hours, engagement and a provider's counts look."""
    demonstrated_weeks: int = 4
    """Demonstrated hours are the best mean of this many weeks in a row."""
    silence_weeks: int = 8
    """A provider that stops reporting is expected to deliver as before for this many weeks."""

    new_member_days: int = 90
    """A member is new, and counts as engaged, for this long after it joins."""
    active_days: int = 90
    """A member is active under this many days since its last pick-up."""
    quiet_days: int = 180
    """A member is quiet under this many days since its last pick-up; from here it may be dormant."""
    dormant_invitations: int = 3
    """A member is dormant only if it was invited at least this often after its last pick-up."""
    activity_weeks: int = 13
    """The recent period, and the one before it, that a provider's hours are compared over; shares are of it."""
    entrant_years: int = 5
    """A provider is a new entrant for this many years after it first set up in the area."""
    setup_gbp: int = 50_000
    """What setting up in the area takes: a new entrant's first 12 months of spend are held against it."""

    utilisation_green: tuple[float, float] = (0.85, 1.05)
    """Utilisation of a block: green within."""
    utilisation_amber: tuple[float, float] = (0.70, 1.20)
    """Utilisation of a block: amber within, red outside."""
    utilisation_weeks: int = 13
    """Utilisation lately is over this many latest weeks that have contracted hours."""
    band_weeks: int = 8
    """A block needs a decision when its utilisation lately was out of the green band for this many weeks in a row."""

    outlook_weeks: int = 26
    """A shortfall ahead needs a decision where enough is not likely in some week of so many."""
    due_diligence_days: int = 60
    """A member's checks soon run out within this many days."""
    dependence_share: float = 0.30
    """An authority depends on an external provider that carries more than this share of its hours."""
    long_wait_weeks: int = 6
    """A package waits long when it was requested more than this many weeks ago."""
    not_reported_days: int = 14
    """A provider that has not reported needs asking this many days after its last row of hours."""
    dps_rules_from: date = date(2025, 2, 24)
    """A DPS begun before this day stands under the procurement rules before it."""
    dps_rules_until: date = date(2029, 2, 23)
    """Those rules let such a DPS run to this day: legal advice is needed where it runs longer."""

    few_packages: int = Field(default=5, ge=1)
    """In shareable views, and on the wall, a count of packages from 1 to this is written `c`, and so are hours and
    money that rest on so few."""
    packages_rounded_to: int = Field(default=5, ge=1)
    """In shareable views, and on the wall, other counts of packages are rounded to the nearest multiple of this."""
    disclosure_decision: str = ""
    """Who decided when, and why, that either of these two may be under 5; it is logged and named in every such view."""

    upload_megabytes: int = Field(default=50, ge=1)
    """The largest delivery that the Data page takes, in MB; larger files go through `load`, which has no limit."""
    pending_folder: Path = Path("data/pending")
    """Where deliveries given on the Data page wait until they are imported or dropped."""
    pending_hours: int = Field(default=24, ge=1)
    """A delivery that is neither imported nor dropped is deleted after this many hours."""
    profiles_folder: Path = Path("data/profiles")
    """Where mapping profiles are kept that people confirmed."""

    max_body_bytes: int = Field(default=256 * 1024, ge=1024)
    """The largest request body that is read."""
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    """The names that the server answers to; behind a sign-in, the name it has there."""

    @model_validator(mode="after")
    def _decided(self) -> "Settings":
        """Less than 5 packages are told of only by a decision that can be read."""
        if min(self.few_packages, self.packages_rounded_to) < LEAST and not self.disclosure_decision.strip():
            raise ValueError(
                f"few_packages or packages_rounded_to is under {LEAST}: say in disclosure_decision who decided that, "
                "when and why."
            )
        return self

    @field_validator("reprocurement_lead_months")
    @classmethod
    def _of_every_type(cls, given: dict[str, int]) -> dict[str, int]:
        """Contract types that are not named keep their default."""
        return REPROCUREMENT_LEAD_MONTHS | given

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then dashboard.toml or the file DASHBOARD_SETTINGS names."""
        toml = TomlConfigSettingsSource(settings_cls, os.environ.get("DASHBOARD_SETTINGS", "dashboard.toml"))
        return init_settings, env_settings, toml

    def of_figures(self) -> dict[str, Any]:
        """The settings that figures rest on, as JSON has them: kept with figures that are to be worked out again."""
        return self.model_dump(mode="json", exclude=set(RUNNING))

    @property
    def engaged_days(self) -> int:
        """The days of the look-back weeks: 182 for 26."""
        return 7 * self.lookback_weeks


class Recorded(Settings):
    """Settings as they once were: made of what is given alone, whatever the environment and dashboard.toml say now."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments and nothing else."""
        return (init_settings,)


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def environment(chosen: Settings, database_url: str) -> dict[str, str]:
    """This process's environment with these settings and this database in it: for a process that is to have the same.

    What dashboard.toml says is among them, so that the other process reads no file.
    """
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith("DASHBOARD_")}
    values = chosen.model_dump(mode="json") | {"database_url": database_url}
    written = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    return others | {f"DASHBOARD_{name.upper()}": value for name, value in written.items()} | {
        "DASHBOARD_SETTINGS": os.devnull
    }


def open_doors() -> list[str]:
    """The environment variables that would open Dash's own tools to whoever asks: none may be true."""
    return [name for name in ("DASH_DEBUG", "DASH_MCP_ENABLED") if os.environ.get(name, "").strip().lower() == "true"]


def example_settings() -> Settings:
    """The settings with what the example market adds: CCC's in-house service is meant to carry 20% to 40%."""
    own = settings()
    authorities = {
        code: authority.model_copy(update={"internal_share_band": authority.internal_share_band or (0.20, 0.40)})
        if code == "CCC" else authority
        for code, authority in own.authorities.items()
    }
    return own.model_copy(update={"authorities": authorities})
