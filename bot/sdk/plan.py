"""What a run will be, each time it is opened."""

from dataclasses import dataclass

from bot.sdk.outside import now, unique
from bot.sdk.runs import OPEN, Run
from bot.sdk.sinks import Target, sink_of


@dataclass(frozen=True, slots=True)
class Plan:
    agent: str
    strategy_class: str
    run_id: str | None
    fingerprint: str | None
    sink: Target
    host: bool

    def open(self) -> Run:
        stamp = now().strftime("%Y%m%dT%H%M%SZ")
        return Run(
            self.agent,
            self.strategy_class,
            self.run_id or f"{self.agent}-{stamp}-{unique(5)}",
            self.fingerprint,
            sink_of(self.sink),
            self.host,
        )

    def continues(self, outer: Run) -> bool:
        """Say whether it is but a part of a run that somebody opened around this agent."""
        same = (self.agent, self.strategy_class) == (outer.agent, outer.strategy_class)
        return outer.host and same and self.run_id in (None, outer.run_id) and id(outer) in OPEN
