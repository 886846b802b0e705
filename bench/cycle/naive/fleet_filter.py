"""The fleet filter by the formulas of DESIGN: nine constant edges, or an edge that was lost."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

EDGES = (-0.25, -0.15, -0.07, 0.0, 0.07, 0.13, 0.2, 0.3, 0.45)
PRIOR = [0.08, 0.17, 0.30, 0.30, 0.06, 0.04, 0.03, 0.015, 0.005]
REAL = slice(4, None)  # the edges above 0, which can be lost
DEAD_DRIFT, HAZARD_DAYS = -0.06, 60.0
EM_STEPS, PSEUDO_AGENTS = 3, 10.0


@dataclass(slots=True)
class Likelihood:
    """Sums of y and of its variance; `dead` is the log likelihood of each real edge lost since."""

    drift: float = 0.0
    spread: float = 0.0
    days: int = 0
    dead: list[float] = field(default_factory=lambda: [-math.inf] * len(PRIOR[REAL]))

    def hour(self, y: float, spread: float) -> None:
        self.drift += y
        self.spread += spread
        gained = DEAD_DRIFT * y - 0.5 * DEAD_DRIFT**2 * spread
        self.dead = [one + gained for one in self.dead]

    def midnight(self) -> None:
        """Let each edge die at the day's hazard."""
        hazard = math.log(HAZARD_DAYS + self.days)
        alive = self.alive()[REAL]
        self.dead = [log_sum(d, a - hazard) for d, a in zip(self.dead, alive, strict=True)]
        self.days += 1

    def alive(self) -> list[float]:
        """Give the log likelihood of each edge, a real one not being lost until now."""
        survived = math.log((HAZARD_DAYS - 1) / (HAZARD_DAYS - 1 + self.days))
        return [
            edge * self.drift - 0.5 * edge**2 * self.spread + (survived if edge > 0 else 0.0)
            for edge in EDGES
        ]

    def edges(self) -> list[float]:
        """Give the likelihood of each edge, lost or not, the best being 1."""
        whole = self.alive()
        whole[REAL] = [log_sum(a, d) for a, d in zip(whole[REAL], self.dead, strict=True)]
        top = max(whole)
        return [math.exp(one - top) for one in whole]

    def odds(self, prior: list[float]) -> tuple[float, float]:
        """Give P(active) and P(dead | was active)."""
        alive = self.alive()
        top = max(*alive, *self.dead)
        now = [p * math.exp(a - top) for p, a in zip(prior, alive, strict=True)]
        lost = sum(p * math.exp(d - top) for p, d in zip(prior[REAL], self.dead, strict=True))
        active = sum(now[REAL])
        gone = lost / (active + lost) if active + lost else 0.0
        return active / (sum(now) + lost), gone


def learned(prior: list[float], agents: Iterable[Likelihood]) -> list[float]:
    """Learn from the whole fleet how common edges are."""
    known = [one.edges() for one in agents]
    for _ in range(EM_STEPS):
        counts = [PSEUDO_AGENTS * one for one in PRIOR]
        for edges in known:
            shares = [p * edge for p, edge in zip(prior, edges, strict=True)]
            total = sum(shares)
            counts = [count + share / total for count, share in zip(counts, shares, strict=True)]
        prior = [count / (PSEUDO_AGENTS + len(known)) for count in counts]
    return prior


def log_sum(one: float, other: float) -> float:
    most = max(one, other)
    return most if most == -math.inf else most + math.log1p(math.exp(min(one, other) - most))
