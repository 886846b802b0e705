"""Two policies on one past; what does not depend on a policy is made once for both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.commands.replaying.reading import Known
from bot.decisions.replaying.beside import GoOn, Settings, always, play_both
from bot.decisions.replaying.comparison import Comparison, compare
from bot.decisions.replaying.people import People
from bot.effects.charts.beside import beside
from bot.effects.charts.spec import Spec
from bot.effects.charts.theme import themed
from bot.effects.impact.page import Telling, page
from bot.effects.impact.sentence import sentence
from bot.ledger.terms import Terms, terms_of
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.past import Folder
from bot.words.canonical import encode_page

WIDTH = 720

Draw = Callable[[Spec], bytes]


@dataclass(frozen=True, slots=True)
class Rivals:
    before: Policy
    after: Policy


@dataclass(frozen=True, slots=True)
class Kit:
    """What a comparison is made with: who is told, where it goes, and who draws it."""

    out: Output
    folder: Folder
    draw: Draw


def replay_against(sides: tuple[Known, Known], rivals: Rivals, people: People, kit: Kit) -> int:
    looks = sides[0].looks
    with kit.out.progress("Deciding again under both", len(looks)) as bar:

        def advance() -> bool:
            bar.advance()
            return True

        found = compared(rivals, sides, people, advance)
    for name, data in files(found, kit.draw):
        kit.folder.write(name, data)
    kit.out.problems(sides[0].problems)
    kit.out.say(sentence(found))
    kit.out.say(f"Written to {kit.folder.name}.")
    kit.out.summary(f"### Policy impact\n\n{page(found, Telling())}\n")
    kit.out.result(found.wire())
    return 0


def known_of(read: Callable[[Terms], Known], rivals: Rivals) -> tuple[Known, Known]:
    """Read the past once, unless the two settle its signals by other terms."""
    terms = terms_of(rivals.before), terms_of(rivals.after)
    known = read(terms[0])
    return known, known if terms[0] == terms[1] else read(terms[1])


def compared(
    rivals: Rivals, sides: tuple[Known, Known], people: People, on_look: GoOn = always
) -> Comparison:
    looks = sides[0].looks
    before, after = (
        replace(known.stage(policy, people), looks=looks)
        for policy, known in zip((rivals.before, rivals.after), sides, strict=True)
    )
    return compare(play_both(Settings(before, after, looks), on_look), looks[0])


def files(found: Comparison, draw: Draw) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "comparison.json", (encode_page(found.wire()),)
    yield "comparison.md", (f"# Policy impact\n\n{page(found, Telling())}\n".encode(),)
    yield "comparison.svg", (draw(themed(beside(*found.daily), width=WIDTH)),)
