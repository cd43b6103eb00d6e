"""The outcome: the records as they would be with a delivery taken in, over what is known already."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard.intake.columns import FILES
from dashboard.intake.records import Records, each
from dashboard.market.life import Life
from dashboard.market.market import Market
from dashboard.settings import Settings

TERMS = ["contract_type", "start_date", "initial_term_months", "extension_terms_months", "extensions_taken",
         "terminated_on"]
"""What a contract's life is worked out from."""


@dataclass(frozen=True)
class Contract:
    """What is asked of a contract by what names it; None where its own row does not say, or says it wrongly."""

    contract_type: str | None
    provider_id: str | None
    authorities: frozenset[str] | None
    services: frozenset[str] | None
    life: Life | None


class Outcome:
    """Each file's records after the delivery: `frame(name)` has `line`, the line in the delivery or 0 if known before.

    `sure(name)` is False where the delivery's file has rows that could not be read: no record can then be said to be
    missing from it.
    """

    def __init__(self, delivered: dict[str, Records], broken: set[str], market: Market, settings: Settings):
        self.delivered = delivered
        self.market = market
        self.settings = settings
        self._broken = broken
        self._frames: dict[str, pd.DataFrame] = {}

    def frame(self, name: str) -> pd.DataFrame:
        """The records of one file after the delivery, with `line`."""
        if name not in self._frames:
            self._frames[name] = self._merged(name)
        return self._frames[name]

    def _merged(self, name: str) -> pd.DataFrame:
        known: pd.DataFrame = getattr(self.market, name).assign(line=0)
        if name not in self.delivered:
            return known
        records, key = self.delivered[name], FILES[name].key
        delivered = records.frame.drop(columns="remove").assign(line=records.lines)
        replaced = pd.MultiIndex.from_frame(known[key]).isin(pd.MultiIndex.from_frame(delivered[key]))
        if name == "school_holidays":
            replaced |= _overlapped(known, delivered[records.kept])
        parts = [part for part in (known[~replaced], delivered[records.kept]) if len(part)]
        return pd.concat(parts, ignore_index=True) if parts else known.iloc[:0]

    def sure(self, name: str) -> bool:
        """Whether every record of a file is known."""
        return name not in self._broken

    @cached_property
    def removed(self) -> dict[str, dict[str, int]]:
        """The ids that the delivery removes, with the line that does: providers, contracts, packages."""
        found: dict[str, dict[str, int]] = {}
        for name in ("providers", "contracts", "packages"):
            found[name] = {}
            if name in self.delivered:
                records = self.delivered[name]
                gone = records.frame.loc[~records.kept, FILES[name].key[0]]
                found[name] = dict(zip(gone, (int(line) for line in records.lines[~records.kept]), strict=True))
        return found

    @cached_property
    def packages(self) -> set[str]:
        """The packages there are."""
        return set(self.frame("packages")["package_id"])

    @cached_property
    def providers(self) -> set[str]:
        """The providers there are."""
        return set(self.frame("providers")["provider_id"])

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """The contracts there are, by their id."""
        frame = self.frame("contracts")
        bad = self._bad_contracts()
        sound = ~np.logical_or.reduce([bad[name] | frame[name].isna().to_numpy() for name in TERMS[:3]]
                                      + [bad[name] for name in TERMS[3:]]) if len(frame) else np.array([], dtype=bool)
        lives = Market(0, _Frames({"contracts": frame[sound]})).lives(self.settings)
        found = {}
        for at, row in enumerate(each(frame)):
            found[row.contract_id] = Contract(
                contract_type=_said(row.contract_type),
                provider_id=_said(row.provider_id),
                authorities=None if bad["covered_authorities"][at] else frozenset(row.covered_authorities) or None,
                services=None if bad["services"][at] else frozenset(row.services) or None,
                life=lives.get(row.contract_id),
            )
        return found

    def _bad_contracts(self) -> dict[str, np.ndarray]:
        """Which cells of the contracts there are could not be read, by column."""
        frame = self.frame("contracts")
        bad = {column.name: np.zeros(len(frame), dtype=bool) for column in FILES["contracts"].columns}
        if "contracts" in self.delivered:
            records = self.delivered["contracts"]
            at = frame["line"].to_numpy() > 0
            for name in bad:
                bad[name][at] = records.bad[name][records.kept]
            over = frame["extensions_taken"].fillna(0) > frame["extension_terms_months"].map(len)
            bad["extensions_taken"] |= over.to_numpy(dtype=bool)
        return bad

    @cached_property
    def spells(self) -> dict[tuple[str, str], list[tuple[pd.Timestamp, pd.Timestamp]]]:
        """The spells of membership by contract and provider, first and last day."""
        found: dict[tuple[str, str], list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
        for row in each(self.frame("dps_memberships")):
            last = pd.Timestamp.max if pd.isna(row.left_on) else row.left_on
            found.setdefault((row.contract_id, row.provider_id), []).append((row.joined_on, last))
        return found

    def member(self, contract: str, provider: str, days: np.ndarray) -> np.ndarray:
        """On which of some days (datetime64) a provider is a member of a DPS."""
        found = np.zeros(len(days), dtype=bool)
        for first, last in self.spells.get((contract, provider), []):
            found |= (days >= first.to_datetime64()) & (days <= last.to_datetime64())
        return found


class _Frames:
    """A reader of frames that are at hand, for a market made of them."""

    def __init__(self, frames: dict[str, pd.DataFrame]):
        self._frames = frames

    def frame(self, name: str) -> pd.DataFrame:
        return self._frames[name]

    def days(self, *_: Any) -> pd.DataFrame:
        raise NotImplementedError

    def held_back(self) -> dict[int, int]:
        raise NotImplementedError


def _said(value: Any) -> str | None:
    return None if pd.isna(value) else value


def _overlapped(known: pd.DataFrame, delivered: pd.DataFrame) -> np.ndarray:
    """Which known holidays a delivered one of the same authority overlaps."""
    found = np.zeros(len(known), dtype=bool)
    for row in each(delivered):
        found |= (
            (known["authority"] == row.authority) & (known["first_day"] <= row.last_day)
            & (known["last_day"] >= row.first_day)
        ).to_numpy(dtype=bool)
    return found
