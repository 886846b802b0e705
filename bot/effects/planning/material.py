"""What a plan is made from, beside what the forge showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.effects.charts.equity import Point
from bot.effects.comment.curve import equity_curve
from bot.policy.governor import PullRequests
from bot.policy.policy import Policy
from bot.state.proposals import Proposals
from bot.state.report.report import Report
from bot.words.globs import compile_glob

POLICIES = "policies/"
REGISTRY = "policies/agents.yml"
BY_HAND = "by hand"
NOTHING_PROPOSED = Proposals()


@dataclass(frozen=True, slots=True)
class Material:
    """`spent` are agents whose ceiling the machine has spent.

    `done` are keys of acts that were finished, so that what people undo of them stays undone;
    `raised` says for whom a pull request lifts the ceiling; `opened` were opened by this run;
    `issue` is the fleet issue as it was last written; `points` are the book's last days;
    `proposals` are agents that are proposed or were accepted, by id `joined` those that have come,
    and `unfit` why others may not;
    a rollback asks already to lower who is in `undoing`; the report `is_stale` when its lease has
    run out; `impacts` has for a pull request the head of which it was tried what it would do.
    """

    report: Report
    policy: Policy
    spent: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()
    raised: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    run_id: str = ""
    opened: int = 0
    issue: int | None = None
    points: tuple[Point, ...] = ()
    undoing: frozenset[str] = frozenset()
    is_stale: bool = False
    proposals: Proposals = NOTHING_PROPOSED
    impacts: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    unfit: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def caps(self) -> PullRequests:
        return self.policy.governor.pull_requests

    @property
    def least_score(self) -> float:
        return self.policy.promotion.gates.behavioral_score.min

    @property
    def breach(self) -> str:
        """Give the time of a breach that nobody has released, empty where there is none."""
        breach = self.report.meta.breach if self.report.meta else None
        return breach.at if breach and breach.latched else ""

    @property
    def extra(self) -> tuple[tuple[str, str], ...]:
        drawn = equity_curve(self.points)
        return (("Equity", drawn),) if drawn else ()

    @property
    def run(self) -> str:
        return self.run_id or BY_HAND

    def touches_fleet(self, paths: Sequence[str]) -> bool:
        """Tell whether any of these are policies or code of an agent."""
        globs = [compile_glob(one) for agent in self.policy.agents.agents for one in agent.code]
        return any(
            path.startswith(POLICIES) or any(glob.files.fullmatch(path) for glob in globs)
            for path in paths
        )
