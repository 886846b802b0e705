"""governor cycle: take in, settle, judge every due slot, act, and keep the gate."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.cycling.step import Ended, Seconds, Step, take
from bot.effects.blocks import table
from bot.ports.output import Output
from bot.words.count import plural

HEAD = ("Step", "Seconds", "Outcome")


@dataclass(frozen=True, slots=True)
class Round:
    """The steps in their order; each is safe alone, so one that fails keeps no other back."""

    steps: Sequence[Step]
    output: Output
    seconds: Seconds


def cycle(todo: Round) -> int:
    ended: list[Ended] = []
    with todo.output.progress("Cycle", len(todo.steps)) as progress:
        for step in todo.steps:
            if not step.follows or any(one.has_news for one in ended if one.name == step.follows):
                ended.append(take(step, todo.output, todo.seconds))
            progress.advance()
    _tell(todo.output, ended)
    for one in ended:
        if one.bug is not None:
            raise one.bug
    return 1 if any(one.code for one in ended) else 0


def _tell(output: Output, ended: Sequence[Ended]) -> None:
    seconds = sum(one.seconds for one in ended)
    parts = ", ".join(f"{one.name} {one.seconds:.1f}" for one in ended)
    output.say(f"{_outcome(ended)} in {seconds:.1f} s ({parts}).")
    rows = [(one.name, f"{one.seconds:.1f}", one.why or one.outcome) for one in ended]
    output.summary(f"### Cycle\n\n{table(HEAD, rows)}\n")
    output.result({"v": 1, "steps": {one.name: one.wire() for one in ended}})


def _outcome(ended: Sequence[Ended]) -> str:
    failed = [one.name for one in ended if one.code]
    if failed:
        return f"{plural(len(failed), 'step')} failed ({', '.join(failed)}); the others are done,"
    quiet = all(one.outcome == "nothing new" for one in ended)
    return "Nothing new," if quiet else "Done,"
