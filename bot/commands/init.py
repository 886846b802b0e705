"""governor init: makes of a repository one that governs a fleet; does nothing a second time."""

from collections.abc import Callable, Iterable

from bot.commands.setting_up.step import Outcome, Step, Taken
from bot.errors import GovernorError
from bot.ports.output import Output
from bot.words.text import printable

LONGEST = 600
WIDTH = 14
NEXT = "Next: register agents in policies/agents.yml, and look with `governor doctor`."
Ask = Callable[[str], bool]


def init(steps: Iterable[Step], out: Output, ask: Ask, *, dry_run: bool) -> int:
    """Take each step in turn, since each looks at what those before it have done."""
    taken = [_tell(out, _take(step, ask, dry_run=dry_run)) for step in steps]
    out.result({"v": 1, "steps": [dict(one.wire()) for one in taken]})
    if not dry_run:
        out.say(NEXT)
    return 1 if any(one.outcome is Outcome.BY_HAND for one in taken) else 0


def _take(step: Step, ask: Ask, *, dry_run: bool) -> Taken:
    try:
        look = step.look()
        if not look.todo:
            return Taken(step.name, Outcome.STANDS, look.says)
        if dry_run:
            return Taken(step.name, Outcome.WOULD, look.todo)
        if not ask(f"{look.todo}?"):
            return Taken(step.name, Outcome.LEFT, f"left as it is: {look.says}", step.by_hand)
        step.act()
    except GovernorError as error:
        return Taken(step.name, Outcome.BY_HAND, printable(str(error), LONGEST), step.by_hand)
    return Taken(step.name, Outcome.DONE, look.todo)


def _tell(out: Output, taken: Taken) -> Taken:
    mark = taken.outcome.value
    out.say(f"{mark:<8} {taken.step:<{WIDTH}} {taken.says}")
    if taken.by_hand and taken.outcome is Outcome.BY_HAND:
        out.say(f"{'':<8} {'':<{WIDTH}} do this: {taken.by_hand}")
    return taken
