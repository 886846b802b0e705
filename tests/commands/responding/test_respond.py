"""Comment commands: who is obeyed, what is answered, and that hostile words do nothing."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.commands.human import Desk
from bot.commands.respond import EDITED, Counter, respond, spoken_in
from bot.commands.responding.spoken import Ask, Spoken, ask_of, spoken
from bot.commands.responding.verbs import VERBS
from bot.effects.marker import found, mark, marked
from bot.effects.planning.fleet_issue import KEY
from bot.effects.reply import Answer, Mood, is_answer, reply
from bot.errors import BadUsage, CannotPush, CannotReach, CannotRead
from bot.ports.forge.people import Permission
from bot.ports.forge.talk import Comment, Emoji
from bot.ports.store import Message, Receipt
from bot.state.audit.note import PolicySource, Witness
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH, ReleaseSwitch, ThrowSwitch, for_agent
from bot.state.proposals import PROPOSALS, NoteProposals
from bot.state.report.report import REPORT
from bot.state.tree import Operation
from bot.words.canonical import encode_page
from bot.words.stage import Stage
from tests.adapters.forge.conftest import face, founded, github, local, local_forge, world
from tests.adapters.forge.world import World
from tests.commands.test_buttons import BTC, POLICY
from tests.effects.proposals.world import made, proposed
from tests.effects.reports import agent, usual
from tests.effects.test_escape import HOSTILE as NASTY
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.snapshots import matches
from tests.state.audit.writing import NOON, entries

__all__ = ["face", "founded", "github", "local", "local_forge", "world"]
ME = "governor[bot]"
OWNER, WRITER, READER = "acme", "wendy", "rita"
KILL = f"/governor kill {BTC} fills look wrong"
REPORTED = usual(agents={BTC: agent(why="E is 2.3 `and` @all <b>more</b>")})


def nothing() -> None:
    """Let it happen."""


@dataclass(slots=True)
class Desks:
    """A thread that people talk in, and the counter that answers."""

    world: World
    number: int = 0
    store: MemoryStore = field(
        default_factory=lambda: MemoryStore(
            {REPORT.pattern: encode_page(REPORTED.model_dump(mode="json"))}
        )
    )
    output: HeardOutput = field(default_factory=HeardOutput)
    before_acting: Callable[[], None] = nothing
    lacking: str = ""
    approved: bool = False
    runs: int = 0

    def say(self, body: str, login: str = WRITER) -> Comment:
        return self.world.acting(login).create_comment(self.number, body)

    def respond(self, one: Comment, **changes: object) -> int:
        said = Spoken("created", one.id, one.body, by_bot=False)
        self.output, self.runs = HeardOutput(), self.runs + 1
        counter = Counter(self.world.bot, self.output, self._desk, self.lacking, self.approved)
        return respond(counter, replace(said, **changes))  # type: ignore[arg-type]

    def asked(self, body: str, login: str = WRITER) -> str:
        """Say something, and give the one reply to it."""
        comment = self.say(body, login)
        self.respond(comment)
        (answer,) = self.answers(comment)
        return answer

    def answers(self, comment: Comment) -> list[str]:
        key = f"reply/{comment.id}"
        said = [one for one in self.world.bot.comments(self.number) if one.author == ME]
        return [one.body for one in said if (m := found(one.body)) and m.key == key]

    def signs(self, comment: Comment) -> list[Emoji]:
        return [one.emoji for one in self.world.bot.reactions(comment.id) if one.author == ME]

    def acts(self) -> list[object]:
        return [one.body["act"] for one in entries(self.store.now) if "act" in one.body]

    def holds(self) -> list[Stage]:
        switch = load(self.store.tree(), KILL_SWITCH).switch(for_agent(BTC))
        return [one.stage for one in switch.holds.values()]

    def _desk(self, by: str, via: str) -> Desk:
        self.before_acting()
        at = NOON + timedelta(minutes=self.runs)
        witness = Witness(at, by, PolicySource(POLICY.digest), "0.1.0")
        return Desk(self.store, self.output, POLICY, witness, via=via)


@pytest.fixture
def desks(local: World) -> Desks:
    return Desks(local, local.opened("topic").number)


@pytest.fixture
def both(world: World) -> Desks:
    """Give the thread on this disk, and through GitHub's API."""
    return Desks(world, world.opened("topic").number)


def test_a_kill_is_obeyed_recorded_and_answered_once(both: Desks) -> None:
    comment = both.say(f"It trades against us.\r\n\r\n{KILL}\r\nThanks!")
    for _ in range(3):
        assert both.respond(comment) == 0
    (answer,) = both.answers(comment)
    assert "Killed momentum\\-btc" in answer.replace("-", "\\-")
    assert both.signs(comment) == [Emoji.PLUS_ONE]
    assert both.holds() == [Stage.KILLED]
    (entry,) = [one for one in entries(both.store.now) if one.body.get("act") == "kill"]
    assert (entry.actor, entry.key) == (WRITER, f"comment/{comment.id}")
    assert entry.body["reason"] == "fills look wrong"
    assert "it has its answer already" in both.output.said[0]


@pytest.mark.parametrize(
    ("body", "login", "sign", "acts"),
    [
        (KILL, WRITER, Emoji.PLUS_ONE, ["kill"]),
        (KILL, OWNER, Emoji.PLUS_ONE, ["kill"]),
        (KILL, READER, Emoji.MINUS_ONE, []),
        ("/governor kill class:momentum odd", WRITER, Emoji.PLUS_ONE, ["kill"]),
        ("/governor kill all odd", WRITER, Emoji.PLUS_ONE, ["kill"]),
        (f"/governor pause {BTC} maintenance", WRITER, Emoji.PLUS_ONE, ["pause"]),
        (f"/governor pause {BTC} maintenance", READER, Emoji.MINUS_ONE, []),
        (f"/governor release {BTC} done", WRITER, Emoji.MINUS_ONE, []),
        (f"/governor release {BTC} done", OWNER, Emoji.EYES, []),
        (f"/governor explain {BTC}", WRITER, Emoji.PLUS_ONE, []),
        (f"/governor explain {BTC}", READER, Emoji.MINUS_ONE, []),
        ("/governor explain nobody", WRITER, Emoji.CONFUSED, []),
        ("/governor help", WRITER, Emoji.PLUS_ONE, []),
        ("/governor", WRITER, Emoji.CONFUSED, []),
        ("/governor destroy all now", OWNER, Emoji.CONFUSED, []),
        ("/governor revive all now", OWNER, Emoji.CONFUSED, []),
        ("/governor kill", WRITER, Emoji.CONFUSED, []),
        (f"/governor kill {BTC}", WRITER, Emoji.CONFUSED, []),
        ("/governor kill momentum-bct typo", WRITER, Emoji.CONFUSED, []),
        (f"/governor\tkill\t{BTC}\todd", WRITER, Emoji.PLUS_ONE, ["kill"]),
    ],
)
def test_who_may_do_what(desks: Desks, body: str, login: str, sign: Emoji, acts: list[str]) -> None:
    comment = desks.say(body, login)
    assert desks.respond(comment) == 0
    assert desks.signs(comment) == [sign]
    assert len(desks.answers(comment)) == 1
    assert desks.acts() == acts


def test_the_permission_is_that_of_this_moment(desks: Desks, local_forge: object) -> None:
    comment = desks.say(KILL)
    admit = local_forge.admit  # type: ignore[attr-defined]
    admit(WRITER, Permission.READ)
    desks.respond(comment)
    assert desks.signs(comment) == [Emoji.MINUS_ONE]
    assert desks.holds() == []


def test_a_release_is_answered_by_what_it_ended(desks: Desks) -> None:
    desks.approved = True
    desks.asked(f"/governor pause {BTC} maintenance")
    assert "Released momentum" in desks.asked(f"/governor release {BTC} all is well", OWNER)
    assert desks.holds() == []


def test_a_release_waits_for_the_approval_that_its_button_waits_for(both: Desks) -> None:
    both.asked(f"/governor pause {BTC} maintenance")
    comment = both.say(f"/governor release {BTC} all is well", OWNER)
    for _ in range(2):
        assert both.respond(comment) == 0
        assert both.output.published == {"waits": "true"}
    assert both.holds() == [Stage.PAUSED]
    assert "until a reviewer of the environment governor-raise approves" in both.answers(comment)[0]
    both.approved = True
    assert both.respond(comment) == 0
    (answer,) = both.answers(comment)
    assert "Released momentum" in answer
    assert both.signs(comment) == [Emoji.EYES, Emoji.PLUS_ONE]
    assert both.holds() == []
    both.approved = False
    assert both.respond(comment) == 0
    assert both.output.published == {}


def test_an_approved_release_that_fails_says_so_and_is_tried_again(desks: Desks) -> None:
    def unreachable() -> None:
        raise CannotReach("the state branch", "nobody answers")

    desks.asked(f"/governor pause {BTC} maintenance")
    comment = desks.say(f"/governor release {BTC} all is well", OWNER)
    desks.respond(comment)
    desks.approved, desks.before_acting = True, unreachable
    assert desks.respond(comment) == 1
    assert "the run failed" in desks.answers(comment)[0]
    desks.before_acting = nothing
    assert desks.respond(comment) == 0
    assert "Released momentum" in desks.answers(comment)[0]


def test_who_lost_the_permission_before_the_approval_is_not_obeyed(
    desks: Desks, local_forge: object
) -> None:
    desks.asked(f"/governor pause {BTC} maintenance")
    comment = desks.say(f"/governor release {BTC} all is well", OWNER)
    desks.respond(comment)
    local_forge.admit(OWNER, Permission.WRITE)  # type: ignore[attr-defined]
    desks.approved = True
    desks.respond(comment)
    assert "It needs the permission maintain" in desks.answers(comment)[0]
    assert desks.holds() == [Stage.PAUSED]


def test_an_old_release_does_not_end_what_came_after_it(desks: Desks) -> None:
    """The run died between the act and its answer, and is run again after a second pause."""
    desks.approved = True
    desks.asked(f"/governor pause {BTC} maintenance")
    comment = desks.say(f"/governor release {BTC} done", OWNER)
    desks.respond(comment)
    (answer,) = (
        one for one in desks.world.bot.comments(desks.number) if is_answer(one.body, comment.id)
    )
    desks.world.bot.delete_comment(answer.id)
    desks.asked(f"/governor pause {BTC} again")
    desks.respond(comment)
    assert desks.holds() == [Stage.PAUSED]
    assert "stopped again meanwhile" in desks.answers(comment)[0]


def test_an_old_kill_does_not_come_back(desks: Desks) -> None:
    comment = desks.say(KILL)
    desks.respond(comment)
    (answer,) = (
        one for one in desks.world.bot.comments(desks.number) if is_answer(one.body, comment.id)
    )
    desks.world.bot.delete_comment(answer.id)
    sequence = load(desks.store.tree(), KILL_SWITCH).switch(for_agent(BTC)).next_sequence
    desks.store.now.run([ReleaseSwitch(for_agent(BTC), sequence)])
    desks.respond(comment)
    assert desks.holds() == []
    assert desks.acts() == ["kill"]


def test_explain_shows_the_findings(desks: Desks) -> None:
    answer = desks.asked(f"/governor explain {BTC}")
    matches("reply_explain.md", re.sub(r"reply/\d+", "reply/ID", answer))


def test_help_names_every_command(desks: Desks) -> None:
    answer = desks.asked("/governor help")
    matches("reply_help.md", re.sub(r"reply/\d+", "reply/ID", answer))
    assert all(verb.name in answer for verb in VERBS)


def test_the_fleet_issue_hears_and_other_issues_do_not(both: Desks) -> None:
    bot = both.world.bot
    fleet = bot.open_issue("Fleet", marked("x", mark(KEY, "x"))).number
    fake = both.world.acting(WRITER).open_issue("Fleet", marked("x", mark(KEY, "x"))).number
    other = bot.open_issue("Other", "x").number
    for number, heard in ((other, False), (fake, False), (fleet, True)):
        both.number = number
        comment = both.say(KILL)
        both.respond(comment)
        assert bool(both.answers(comment)) is heard
        assert bool(both.signs(comment)) is heard
    assert both.acts() == ["kill"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"action": "edited"}, "only new ones are heard"),
        ({"action": "deleted\x1b[31m"}, "only new ones are heard"),
        ({"by_bot": True}, "a bot wrote it"),
        ({"body": "hello"}, "asks for nothing"),
        ({"comment": 10**9}, "is gone"),
    ],
)
def test_what_is_not_heard_is_not_answered(
    desks: Desks, changes: dict[str, object], why: str
) -> None:
    comment = desks.say(KILL)
    assert desks.respond(comment, **changes) == 0
    assert why in desks.output.said[0]
    assert desks.output.said[0].isprintable()
    assert (desks.answers(comment), desks.signs(comment), desks.acts()) == ([], [], [])


def test_the_bot_does_not_obey_itself(desks: Desks) -> None:
    comment = desks.say(KILL, ME)
    desks.respond(comment)
    assert (desks.answers(comment), desks.acts()) == ([], [])


def test_a_comment_that_was_edited_since_is_refused(both: Desks) -> None:
    comment = both.say("/governor explain momentum-btc")
    both.world.acting(WRITER).update_comment(comment.id, "/governor kill all now")
    both.respond(comment)
    assert both.signs(comment) == [Emoji.CONFUSED]
    assert EDITED[:20] in both.answers(comment)[0]
    hidden = both.say("hello")
    both.world.acting(OWNER).update_comment(hidden.id, KILL)
    both.respond(hidden)
    assert both.answers(hidden) == []
    assert both.acts() == []


def test_without_proof_nothing_is_done(desks: Desks) -> None:
    desks.lacking = "the event is 'push', not one of issue_comment"
    comment = desks.say(KILL)
    assert desks.respond(comment) == 0
    assert (desks.answers(comment), desks.signs(comment), desks.acts()) == ([], [], [])
    assert "the event is 'push'" in desks.output.warned[0]


def test_a_failure_is_told_and_tried_again_by_the_next_run(desks: Desks) -> None:
    def unreachable() -> None:
        raise CannotReach("the state branch", "nobody answers @all")

    desks.before_acting = unreachable
    comment = desks.say(KILL)
    assert desks.respond(comment) == 1
    assert "the run failed" in desks.answers(comment)[0]
    desks.before_acting = nothing
    assert desks.respond(comment) == 0
    (answer,) = desks.answers(comment)
    assert "Killed" in answer
    assert desks.acts() == ["kill"]


def test_what_a_comment_did_is_told_even_where_it_was_taken_back(desks: Desks) -> None:
    comment = desks.say(KILL)
    desks.before_acting = lambda: desks.world.acting(WRITER).delete_comment(comment.id)
    assert desks.respond(comment) == 0
    assert "Killed" in desks.answers(comment)[0]
    assert desks.acts() == ["kill"]


class Deaf(MemoryStore):
    def commit(self, operations: list[Operation], message: Message) -> Receipt:  # type: ignore[override]
        del operations, message
        raise CannotPush("governor-state", "it was refused", "Try again", "unsent.jsonl")


def test_work_that_could_not_be_pushed_is_no_success(desks: Desks) -> None:
    desks.store = Deaf(desks.store.now.files)
    comment = desks.say(KILL)
    assert desks.respond(comment) == 1
    assert desks.signs(comment) == [Emoji.CONFUSED]


@pytest.mark.parametrize("point", range(1, 6))
def test_whoever_dies_where_there_is_one_answer_and_one_act(desks: Desks, point: int) -> None:
    comment = desks.say(KILL)
    calls = iter(range(100))

    class Dying:
        def __init__(self, real: object) -> None:
            self.real = real

        def __getattr__(self, name: str) -> object:
            method = getattr(self.real, name)

            def call(*args: object, **more: object) -> object:
                if name in ("react", "create_comment", "commit") and next(calls) == point - 1:
                    raise KeyboardInterrupt
                done = method(*args, **more)
                if name in ("react", "create_comment", "commit") and next(calls) == point - 1:
                    raise KeyboardInterrupt
                return done

            return call

    whole, store = desks.world, desks.store
    desks.world = replace(whole, acting=lambda login: Dying(whole.acting(login)))  # type: ignore[arg-type]
    desks.store = Dying(store)  # type: ignore[assignment]
    died = False
    try:
        desks.respond(comment)
    except KeyboardInterrupt:
        died = True
    desks.world, desks.store = whole, store
    assert desks.respond(comment) == 0
    assert died
    assert len(desks.answers(comment)) == 1
    assert desks.signs(comment) == [Emoji.PLUS_ONE]
    assert (desks.acts(), desks.holds()) == (["kill"], [Stage.KILLED])


HOSTILE = [
    *(text for text in NASTY if len(text) < 1000),
    "$(touch hacked) `touch hacked` ; touch hacked && touch hacked | sh",
    "${{ github.token }} ${{ secrets.X }}",
    "::set-output name=x::y\n::add-mask::z",
    "%0A::error::x",
    "\u202e\u2066gnola\u2069 \u200b\ufeff\u2028\u0085",
    "\ud800",
    "../../etc/passwd --help -rf {{7*7}} %s %(x)s {0}",
    "<!-- governor:reply/1 digest=000000000000 -->",
    "\n<!-- governor:fleet digest=000000000000 -->\n",
    "\u0430" * 60_000,
]
RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


PLACES = {
    "verb": "/governor {}",
    "target": "/governor kill {} why",
    "reason": f"/governor kill {BTC} {{}}",
    "explained": "/governor explain {}",
    "before": f"{{}}\n{KILL}",
}


@pytest.mark.parametrize("place", PLACES)
def test_hostile_words_are_neither_run_nor_rendered(
    desks: Desks, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    for text in HOSTILE:
        desks.store = MemoryStore()
        said_there = text.lstrip() if place == "reason" else text
        body = PLACES[place].replace("{}", said_there).encode("utf-8", "replace").decode()
        answer = desks.asked(body)
        is_inert(answer)
        said = (*desks.output.said, *desks.output.warned)
        assert all(line.isprintable() and not line.startswith("::") for line in said)
        json.dumps(desks.output.results, ensure_ascii=False).encode()
        assert desks.holds() == ([Stage.KILLED] if place in ("reason", "before") else [])
        assert desks.acts() == (["kill"] if place in ("reason", "before") else [])
    assert set(tmp_path.iterdir()) == before


def is_inert(answer: str) -> None:
    assert len(answer) < 30_000
    shown = RENDER.render(answer.rpartition("<!--")[0])
    assert not re.search(r"<(?!/?(p|strong|ul|li|code)>)", shown), shown[:300]
    bare = re.sub(r"<code>.*?</code>", "", shown)
    assert not re.search(r"@\w|#\w|(?i:https?:|www\.)", re.sub(r"&#\d+;", "", bare)), bare[:300]


@pytest.mark.parametrize(
    ("body", "ask"),
    [
        ("/governor kill a b c", Ask("kill", "a b c")),
        ("hi\r\n/governor help\r\n/governor kill all x", Ask("help", "")),
        ("/governor", Ask("", "")),
        ("/governor   ", Ask("", "")),
        (" /governor kill all x", None),
        ("> /governor kill all x", None),
        ("please /governor kill all x", None),
        ("/governors kill all x", None),
        ("/GOVERNOR kill all x", None),
        ("a\u2028/governor kill all x", None),
        ("a\x0b/governor kill all x", None),
        ("/governor\u00a0kill all x", None),
        ("", None),
    ],
)
def test_only_the_first_line_that_begins_so_is_heard(body: str, ask: Ask | None) -> None:
    assert ask_of(body) == ask


COMMENT = {"id": 7, "body": "x", "user": {"login": "kim", "type": "User"}}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"action": "created"},
        {"action": "created", "comment": None},
        {"action": "created", "comment": {**COMMENT, "id": "7"}},
        {"action": "created", "comment": {**COMMENT, "id": True}},
        {"action": "created", "comment": {**COMMENT, "id": -1}},
        {"action": "created", "comment": {**COMMENT, "body": None}},
        {"action": 1, "comment": COMMENT},
        {"action": "created", "comment": {**COMMENT, "user": None}},
    ],
)
def test_an_event_of_another_kind_is_usage(event: dict[str, object]) -> None:
    with pytest.raises(BadUsage, match="run on issue_comment"):
        spoken(json.dumps(event).encode())


def test_the_event_says_what_was_written(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"action": "created", "comment": COMMENT, "issue": {}}))
    assert spoken_in(str(event)) == Spoken("created", 7, "x", by_bot=False)
    bot = {**COMMENT, "user": {"type": "Bot"}}
    assert spoken(json.dumps({"action": "created", "comment": bot}).encode()).by_bot
    with pytest.raises(CannotRead):
        spoken_in(str(tmp_path / "none.json"))
    with pytest.raises(BadUsage):
        spoken_in("")


def test_a_reply_has_an_end() -> None:
    answer = Answer(Mood.DONE, ("x" * 100_000,), block="```\ny @all\n" * 10_000)
    text = reply(7, answer)
    assert len(text) < 30_000
    assert is_answer(text, 7)
    assert not is_answer(text, 8)
    assert text.count("```") == 2


def test_a_switch_that_was_thrown_by_others_stays(desks: Desks) -> None:
    other = ThrowSwitch(for_agent(BTC), Stage.KILLED, "breach", NOON, "it fell", "governor")
    desks.store.now.run([other])
    desks.asked(KILL)
    assert desks.holds() == [Stage.KILLED, Stage.KILLED]


def test_a_proposal_is_accepted_by_whoever_maintains(desks: Desks) -> None:
    one = made(parent=BTC, symbols=["BTC"])
    note = NoteProposals(NOON, "", "", (proposed(one),))
    desks.store.commit([note], Message("Propose"))
    assert "needs the permission maintain" in desks.asked(f"/governor accept {one.name} yes")
    assert "Say which proposal, and why" in desks.asked(f"/governor accept {one.name}", OWNER)
    assert "no such proposal" in desks.asked("/governor accept phoenix yes", OWNER)
    answer = desks.asked(f"/governor accept {one.name} worth a try", OWNER)
    assert "The next cycle opens its pull request." in answer
    (kept,) = load(desks.store.tree(), PROPOSALS).proposals
    assert kept.accepted is not None
    assert (kept.accepted.by, kept.accepted.reason) == (OWNER, "worth a try")
    assert desks.acts() == ["accept"]
