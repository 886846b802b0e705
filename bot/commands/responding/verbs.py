"""What may be asked for in a comment, and whom it takes: lowering risk less than raising it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.commands.accept import accept
from bot.commands.explain import explain as explained
from bot.commands.human import Desk
from bot.commands.kill import kill
from bot.commands.notebook import Notebook
from bot.commands.pause import pause
from bot.commands.release import release
from bot.commands.responding.spoken import first_word
from bot.commands.responding.trying import replay
from bot.effects.escape import code
from bot.effects.reply import Answer, Mood
from bot.errors import BadUsage
from bot.policy.reason import did_you_mean
from bot.ports.forge.people import Permission
from bot.state.documents import load
from bot.state.report.report import REPORT

Act: TypeAlias = Callable[[Desk, str], Answer]
SHOWN = 80
NEXT = "The next cycle opens its pull request."


@dataclass(frozen=True, slots=True)
class Verb:
    """One that `raises` risk waits for the approval that its button waits for."""

    name: str
    wants: str
    does: str
    needs: Permission
    act: Act
    raises: bool = False

    @property
    def line(self) -> str:
        usage = f"/governor {self.name} {self.wants}".strip()
        approval = ", then an approval" if self.raises else ""
        return f"- {code(usage)}: {self.does}; needs {self.needs.value}{approval}"


def button(press: Callable[[Desk, str, str], int]) -> Act:
    """Press what `governor` has under the same name, with the first word as its target."""

    def act(desk: Desk, words: str) -> Answer:
        target, reason = first_word(words)
        if not reason:
            raise BadUsage(f"Say whom, and why: /governor {press.__name__} TARGET REASON.")
        notebook = Notebook(desk.output)
        press(replace(desk, output=notebook), target, reason)
        return Answer(Mood.DONE, tuple(notebook.said))

    return act


def explain(desk: Desk, words: str) -> Answer:
    (name, _), report = first_word(words), load(desk.store.tree(), REPORT)
    row = report.agents.get(name)
    if row is None:
        hint = did_you_mean(name, report.agents)
        raise BadUsage(f"The newest report has no agent {name[:SHOWN]!r}{hint}.")
    when = report.meta.generated_at if report.meta else ""
    line = f"{name}, by the report of {when}:"
    return Answer(Mood.DONE, (line,), block="\n".join(explained(name, row)))


def accepting(desk: Desk, words: str) -> Answer:
    name, reason = first_word(words)
    if not reason:
        raise BadUsage("Say which proposal, and why: /governor accept NAME REASON.")
    notebook = Notebook(desk.output)
    accept(replace(desk, output=notebook), name, reason)
    return Answer(Mood.DONE, (*notebook.said, NEXT))


def help_on(_: Desk, __: str) -> Answer:
    return Answer(Mood.DONE, ("What can be asked for:",), (LISTED,))


def unknown(verb: str) -> Answer:
    said = f"There is no command {verb[:SHOWN]!r}{did_you_mean(verb, BY_NAME)}." if verb else ""
    return Answer(Mood.REFUSED, (said or "Nothing was asked for.",), (LISTED,))


VERBS = (
    Verb(
        "kill",
        "TARGET REASON",
        "stops an agent, class:NAME or all until a person revives it",
        Permission.WRITE,
        button(kill),
    ),
    Verb("pause", "TARGET REASON", "stops for a while", Permission.WRITE, button(pause)),
    Verb(
        "release",
        "TARGET REASON",
        "ends a pause, a quarantine or a breach",
        Permission.MAINTAIN,
        button(release),
        raises=True,
    ),
    Verb(
        "accept",
        "NAME REASON",
        "has a proposed agent ask into the fleet, by a pull request",
        Permission.MAINTAIN,
        accepting,
    ),
    Verb("explain", "NAME", "shows every finding on an agent", Permission.TRIAGE, explain),
    Verb(
        "replay",
        "KEY=VALUE",
        "shows what another number of the policies would have done",
        Permission.WRITE,
        replay,
    ),
    Verb("help", "", "shows this", Permission.TRIAGE, help_on),
)
BY_NAME = {verb.name: verb for verb in VERBS}
LISTED = "\n".join(verb.line for verb in VERBS)
