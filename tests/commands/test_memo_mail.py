from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

from bot.adapters.letter_files import write_letter
from bot.commands.memo import memo
from bot.commands.memo_mail import Round, keep_memo, send_memo
from bot.effects.mail.letter import Letter
from bot.effects.memo.letter import letter
from bot.policy.governor import Governor
from bot.policy.writing import Notifications
from bot.state.documents import load
from bot.state.report.memo import MEMO
from tests.commands.test_mailing import Carrier, room
from tests.commands.test_memo import NOBODY, NOW, desk, world
from tests.effects import reports
from tests.fakes.store import MemoryStore

TEMPLATE = (files("bot.effects.mail") / "templates" / "letter.html").read_text()
ANN = "ann@ic.example"
HOSTILE = (
    '@all <img src="http://evil.example/x.png"> ![x](http://evil.example) [y](http://evil.example)'
)


def round_of(store: MemoryStore, carrier: Carrier) -> Round:
    return Round(room(store, carrier, now=NOW), Governor(v=1), TEMPLATE, (ANN,))


def test_a_memo_is_mailed_once_however_often_it_is_asked_for() -> None:
    store, carrier = world(), Carrier()
    memo(desk(NOBODY, store), only_due=True)
    assert [send_memo(round_of(store, carrier)) for _ in range(3)] == [0, 0, 0]
    assert carrier.taken == [ANN]


def test_a_list_that_the_environment_leaves_nobody_of_is_no_success() -> None:
    store = world()
    memo(desk(NOBODY, store), only_due=True)
    stranded = replace(round_of(store, Carrier()), to=())
    assert send_memo(stranded) == 0
    listed = Governor(v=1, notifications=Notifications(memo=(ANN,)))
    assert send_memo(replace(stranded, policy=listed)) == 1


def test_a_crash_after_writing_it_is_healed_by_the_next_run() -> None:
    store, carrier = world(), Carrier()
    memo(desk(NOBODY, store), only_due=True)
    assert memo(desk(NOBODY, store), only_due=True) == 0  # it is not due any more
    send_memo(round_of(store, carrier))
    assert carrier.taken == [ANN]


def test_a_subject_of_many_lines_becomes_one(tmp_path: Path) -> None:
    store = world()
    memo(replace(desk(NOBODY, store), subject="Our memo\r\nBcc: eve@evil.example\n"))
    kept, text = load(store.tree(), MEMO), store.tree().read("state/reports/ic_weekly.md")
    made = letter(kept, (text or b"").decode(), kept.generated_at, TEMPLATE)
    assert made.subject == "Our memo\\u000d\\u000aBcc: eve@evil.example"
    write_letter(tmp_path, "bot@x.example", made, [ANN])
    assert "eve" in (tmp_path / "ic_weekly.eml").read_text().split("\n\n")[0]
    assert "\nBcc" not in (tmp_path / "ic_weekly.eml").read_text()


def test_last_weeks_memo_is_nobodys_news() -> None:
    store, carrier = world(), Carrier()
    memo(desk(NOBODY, store), only_due=True)
    late = replace(round_of(store, carrier), room=room(store, carrier, now=NOW + timedelta(days=8)))
    assert send_memo(late) == 0
    assert carrier.taken == []


def test_before_the_first_memo_nothing_is_sent() -> None:
    carrier = Carrier()
    assert send_memo(round_of(world(), carrier)) == 0
    assert carrier.taken == []


def test_into_a_folder_the_letter_lies_beside_the_memo() -> None:
    kept: list[str] = []
    store = world()
    memo(desk(NOBODY, store))
    text = (store.tree().read("state/reports/ic_weekly.md") or b"").decode()
    mails = round_of(store, Carrier())

    def keep(one: Letter, to: Sequence[str]) -> Sequence[str]:
        kept.append(f"{one.name} of {one.subject} for {len(to)}")
        return ()

    keeping = replace(mails.room, keep=keep)
    keep_memo(replace(mails, room=keeping), load(store.tree(), MEMO), text)
    assert kept == ["ic_weekly of [IC Weekly] MarketAgents Memo for 1"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.seen.add(tag)


def test_foreign_words_stay_dead_in_the_mail() -> None:
    store = world(reports.usual(agents={"tide-btc": reports.agent("live", why=HOSTILE)}))
    memo(desk(NOBODY, store))
    text = (store.tree().read("state/reports/ic_weekly.md") or b"").decode()
    page = f"{text}\n{HOSTILE}\n"  # as if an escape had been forgotten
    made = letter(load(store.tree(), MEMO), page, "2026-11-22T12:00:00.000Z", TEMPLATE)
    parser = _Tags()
    parser.feed(made.html)
    assert not {"a", "img", "script", "iframe"} & parser.seen
