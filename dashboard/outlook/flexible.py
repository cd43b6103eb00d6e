"""Flexible capacity ahead: the hours that providers offer under the DPS and by spot, that no contract promises.

It changes in three ways, each at the rate that was seen: providers leave (or are no longer engaged), others come,
and those that stay offer more or less. Rates are of hours, not of heads, so that the coming and going of small
providers is not taken for that of large ones. What is not known of a rate is drawn from its gamma posterior
(A. Gelman and others, Bayesian Data Analysis, 3rd edition, section 2.6).
"""

from dataclasses import dataclass

import numpy as np

from dashboard.outlook.arrivals import damped
from dashboard.outlook.chance import HORIZON, PATHS, stream

QUARTER = 13

GROWS = 26
"""A provider that comes takes this many weeks to grow to what it offers in the end."""

EXIT_PRIOR = (1.0, 520.0)
"""What is taken as seen before the data: one provider leaving in this many provider-weeks (ten years)."""

ENTRY_PRIOR = (0.5, 52.0)
"""And half a provider coming in a year, where any came."""

DRIFT_PRIOR = (4, 0.05)
"""And this many quarters in which the hours of those that stay moved by this much, as a log."""

STEADY_PRIOR = 12
"""And this many in which they neither grew nor shrank."""

WAVES = 2.0
"""Providers come and go in waves: a future's rates are those that were seen times a gamma of this shape, mean 1."""


@dataclass(frozen=True)
class Spells:
    """What the past says: how providers came, went and changed, in weighted counts.

    `exits` and `exposure` (provider-weeks) count a provider of the usual size as one; `entered` are the mean hours of
    each provider that came; `weeks` is how long it was watched; `moves` are the quarterly log changes of the hours of
    those that stayed.
    """

    exits: float
    exposure: float
    entered: np.ndarray
    weeks: int
    moves: np.ndarray


def spells(hours: np.ndarray) -> Spells:
    """Read off `hours`, [provider, week]: the hours a week of each that can be counted on, to week 0."""
    before, after = hours[:, :-1], hours[:, 1:]
    had, has = before > 0, after > 0
    usual = (before**2).sum() / before.sum() if had.any() else 1.0
    entered = [_settled(hours[row, week + 1 :]) for row, week in zip(*np.nonzero(~had & has), strict=True)]
    moves = []
    for week in range(hours.shape[1] - 1, QUARTER - 1, -QUARTER):
        first, last = hours[:, week - QUARTER], hours[:, week]
        stayed = (first > 0) & (last > 0)
        if stayed.any():
            moves.append(np.log(last[stayed].sum() / first[stayed].sum()))
    return Spells(
        exits=float(before[had & ~has].sum() / usual),
        exposure=float(before.sum() / usual),
        entered=np.sort(np.array(entered)),
        weeks=max(hours.shape[1] - 1, 0),
        moves=np.array(moves),
    )


def _settled(hours: np.ndarray) -> float:
    """What a provider that came offers once it has grown: its mean after half a year, or its last where it is newer."""
    spell = hours[np.cumprod(hours > 0).astype(bool)]
    return float(spell[GROWS:].mean() if len(spell) > GROWS else spell[-1])


@dataclass(frozen=True)
class Offer:
    """Hours a week that a provider offers at week 0, and the last week in which it has a way in to give them."""

    provider: str
    hours: float
    until: int


def flexible(
    offers: list[Offer],
    known: Spells,
    where: str,
    *,
    door: int = HORIZON + 1,
    joiners: float | None = None,
    ahead: int = HORIZON,
    paths: int = PATHS,
) -> np.ndarray:
    """Hours a week on each Sunday, [path, week], from week 0, which is the same in every path.

    `where` names the authority, for its own chances; a provider that leaves does so with every service at once.
    `door` is the last week in which those that come have a way in. `joiners`: that many come in a year, in place of
    the rate that was seen.
    """
    chance = stream(where, "rates")
    leaving = chance.standard_gamma(known.exits + EXIT_PRIOR[0], paths) / (known.exposure + EXIT_PRIOR[1])
    entries = len(known.entered)
    coming = chance.standard_gamma(entries + ENTRY_PRIOR[0], paths) / (known.weeks + ENTRY_PRIOR[1])
    leaving *= chance.standard_gamma(WAVES, paths) / WAVES
    coming *= chance.standard_gamma(WAVES, paths) / WAVES
    freedom = len(known.moves) + DRIFT_PRIOR[0]
    sure = len(known.moves) + STEADY_PRIOR
    mean = known.moves.sum() / sure
    squares = (known.moves**2).sum() + DRIFT_PRIOR[0] * DRIFT_PRIOR[1] ** 2 - sure * mean**2
    spread = np.minimum(squares / (2 * chance.standard_gamma(freedom / 2, paths)), 0.25**2)
    drift = mean + np.sqrt(spread / sure) * chance.standard_normal(paths)
    step = np.sqrt(spread / QUARTER)
    wander = np.cumsum(stream(where, "drift").standard_normal((paths, ahead), np.float32) * step[:, None], axis=1)
    wander += drift[:, None] * damped(ahead) / QUARTER

    width = ahead + 2
    moves = np.zeros(paths * width)
    base = np.arange(paths) * width
    for offer in sorted(offers, key=lambda offer: (offer.provider, offer.until, offer.hours)):
        gone = np.ceil(stream(offer.provider, "leaves").standard_exponential(paths) / leaving)
        last = np.minimum(np.maximum(gone, 1), max(offer.until + 1, 1))
        moves[base] += offer.hours
        moves[base + np.minimum(last, ahead + 1).astype(int)] -= offer.hours

    pool = known.entered
    if joiners is not None:
        coming = np.full(paths, joiners / 52)
        pool = pool if entries else np.sort([offer.hours for offer in offers])
    if len(pool) and coming.max() > 0:
        # One more for every path in turn, until none comes in time: a greater rate only brings them sooner, and more.
        chance, at = stream(where, "comes"), np.zeros(paths)
        while True:
            at += chance.standard_exponential(paths)
            of, stays = chance.random(paths), chance.standard_exponential(paths)
            week = np.ceil(at / np.maximum(coming, 1e-12))
            if not (week <= ahead).any():
                break
            hours = pool[(of * len(pool)).astype(int)]
            first = np.minimum(week, ahead + 1).astype(int)
            last = np.minimum(week + np.ceil(stays / leaving), min(ahead, max(door, 0)) + 1).astype(int)
            last = np.maximum(first, last)
            moves[base + first] += hours
            moves[base + last] -= hours
    total = np.maximum(moves.reshape(paths, width)[:, :-1].cumsum(axis=1), 0)
    total[:, 1:] *= np.exp(wander - (step**2)[:, None] / 2 * np.arange(1, ahead + 1))
    return np.round(total, 9)
