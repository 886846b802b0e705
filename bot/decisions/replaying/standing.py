"""Where a replay stands between two looks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.decisions.decision import Decision
from bot.decisions.judgement import Memory as Remembered
from bot.decisions.replaying.waking import Passed
from bot.policy.policy import Policy
from bot.state.agents import Agents
from bot.state.audit.people import HumanAct
from bot.state.in_memory import MemoryTree
from bot.state.kill_switch import KillSwitch
from bot.stats.book import InForce
from bot.stats.course import Course
from bot.stats.days import DayRecord
from bot.stats.gauges import Gauges
from bot.stats.ground import GroundOf
from bot.stats.hypotheses import Table
from bot.stats.memory import Memory
from bot.stats.standing import Standing as Evidence
from bot.stats.unrolling import Unrolling
from bot.stats.votes import RegimesOf


@dataclass(slots=True)
class Seen:
    """What the last look saw, as far as another decision could follow from a change of it.

    `restless` are those whose memory it changed, `turned` tells whether that of a class did.
    """

    policy: Policy | None = None
    states: Agents = field(default_factory=Agents)
    switches: KillSwitch = field(default_factory=KillSwitch)
    fresh: bool | None = None
    fell: bool = False
    passed: dict[str, Passed] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    restless: set[str] = field(default_factory=set)
    turned: bool = False


@dataclass(slots=True)
class Standing:
    """`tree` has the documents that decide, `line` is the newest of the book.

    `acts` are what people did later, the next one last.
    """

    policy: Policy
    inputs: Unrolling
    grounds: GroundOf
    regimes: RegimesOf
    course: Course
    memory: Memory
    gauges: Gauges
    table: Table
    records: dict[str, DayRecord]
    tree: MemoryTree = field(default_factory=MemoryTree)
    states: Agents = field(default_factory=Agents)
    switches: KillSwitch = field(default_factory=KillSwitch)
    remembered: Remembered = field(default_factory=Remembered)
    resets: frozenset[datetime] = frozenset()
    line: InForce = field(default_factory=InForce)
    midnights: dict[str, Memory] = field(default_factory=dict)
    enrolled: tuple[object, object, object] = (None, None, None)
    acts: list[HumanAct] = field(default_factory=list)
    open: tuple[Table, dict[str, str]] = field(default_factory=lambda: ({}, {}))
    seen: Seen = field(default_factory=Seen)
    at_midnight: tuple[Memory | None, dict[str, Evidence]] = (None, {})

    @property
    def interval(self) -> timedelta:
        return timedelta(milliseconds=self.course.numbers.ledger.interval_ms)
