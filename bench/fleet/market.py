"""A crypto-like market: regimes, one common factor, fat tails, jumps, optional autocorrelation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HORIZON = 24
DAILY_BPS = 190.0
CORRELATION = 0.55
TAIL = 4.0
REGIME_DAYS = 6.0
# calm and rising, ordinary, stormy and falling: volatility factor and drift in bps a day
REGIMES = np.array([[0.75, 15.0], [1.0, 0.0], [1.6, -30.0]])
JUMPS_PER_HOUR = 1.0 / 480.0
JUMP_SIZE = 1.5


@dataclass(frozen=True)
class Market:
    """Hourly returns in bps [hour, symbol], and what each symbol does in the 24 h from an hour on.

    `surprise` is that 24 h return in units of the volatility that ruled when it began.
    """

    returns: Array
    surprise: Array
    scale: Array


def simulate(rng: np.random.Generator, hours: int, symbols: int, memory: float) -> Market:
    length = hours + HORIZON
    factor, drift = _regimes(rng, length)
    noise = _noise(rng, length, symbols)
    if memory:
        noise = _remember(noise, memory)
    returns = noise * DAILY_BPS * factor[:, None] + drift[:, None]
    ahead = _ahead(returns, hours)
    scale = DAILY_BPS * factor[:hours]
    return Market(returns[:hours], ahead / scale[:, None], scale)


def _regimes(rng: np.random.Generator, length: int) -> tuple[Array, Array]:
    switch = rng.random(length) < 1.0 / (REGIME_DAYS * 24.0)
    drawn = rng.integers(0, len(REGIMES), length)
    spell = np.cumsum(switch)
    regime = drawn[np.concatenate([[0], np.flatnonzero(switch)])][spell]
    return REGIMES[regime, 0], REGIMES[regime, 1] / 24.0


def _noise(rng: np.random.Generator, length: int, symbols: int) -> Array:
    """Draw hourly noise whose 24 h sum has a variance of one."""
    thin = np.sqrt((TAIL - 2.0) / TAIL / 24.0)
    common = rng.standard_t(TAIL, (length, 1)) * thin
    own = rng.standard_t(TAIL, (length, symbols)) * thin
    jump = (rng.random((length, symbols)) < JUMPS_PER_HOUR) * rng.normal(
        0.0, JUMP_SIZE, (length, symbols)
    )
    whole = np.sqrt(CORRELATION) * common + np.sqrt(1.0 - CORRELATION) * own + jump
    return np.asarray(whole / np.sqrt(1.0 + 24.0 * JUMPS_PER_HOUR * JUMP_SIZE**2))


def _remember(noise: Array, memory: float) -> Array:
    out = np.array(noise)
    for hour in range(1, len(out)):
        out[hour] = memory * out[hour - 1] + np.sqrt(1.0 - memory**2) * noise[hour]
    return out


def _ahead(returns: Array, hours: int) -> Array:
    total = np.concatenate([np.zeros((1, returns.shape[1])), np.cumsum(returns, axis=0)])
    return np.asarray(total[HORIZON : HORIZON + hours] - total[:hours])
