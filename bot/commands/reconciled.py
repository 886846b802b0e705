"""What a reconciliation has to say for itself, in one line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.commands.gathering import Tally
from bot.commands.pricing import Priced
from bot.ledger.due import Due
from bot.ledger.settlements import Settlement, Status
from bot.ports.output import Output
from bot.words.count import plural
from bot.words.problem import Problem


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`waiting` pairs are too young; `unresolved` ones had no price yet and are tried again."""

    due: int
    settled: int
    recorded: int
    waiting: int
    unresolved: int
    unpriceable: int
    requests: int
    from_cache: int
    marks: int
    unmarked: int
    problems: tuple[Problem, ...] = ()
    silent: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, due: Due, rows: Sequence[Settlement], again: int, priced: Priced, tally: Tally
    ) -> "Reconciled":
        count = Counter(row.status for row in rows)
        return cls(
            due=len(due.pairs),
            settled=count[Status.SETTLED],
            recorded=count[Status.RECORDED],
            waiting=due.waiting,
            unresolved=again + due.resting,
            unpriceable=count[Status.UNPRICEABLE],
            requests=tally.requests,
            from_cache=tally.from_cache,
            marks=len(priced.marks),
            unmarked=len(priced.unmarked),
            problems=tuple(tally.problems),
            silent=tuple(sorted({f"{name}: {why}" for (name, _), why in tally.silent.items()})),
        )

    def sentence(self) -> str:
        settled = f"{self.settled:,} settled"
        if self.recorded:
            settled += f" and {self.recorded:,} FLAT recorded"
        return (
            f"{plural(self.due, 'pair')} due: {settled}, {self.waiting:,} waiting, "
            f"{self.unresolved:,} unresolved, {self.unpriceable:,} unpriceable; "
            f"{plural(self.marks, 'hourly mark')}; {plural(self.requests, 'request')}, "
            f"{plural(self.from_cache, 'price')} from cache."
        )


def tell(output: Output, done: Reconciled) -> None:
    for venue in done.silent:
        output.warn(f"No prices from {venue}. What is left is tried again later.")
    output.problems(done.problems)
    output.say(done.sentence())
    record = {name: value for name, value in asdict(done).items() if name != "problems"}
    output.result({**record, "problems": [problem.wire() for problem in done.problems]})
    if done.due or done.marks or done.problems:
        output.summary(f"### Reconciliation\n\n{done.sentence()}\n")
