"""Sends the memo of the newest due time to the committee, to each once."""

from dataclasses import dataclass

from bot.commands.mailing import Mailroom, deliver, left_nobody
from bot.commands.scheduled import job
from bot.effects.memo.letter import letter
from bot.policy.governor import Governor
from bot.state.documents import load
from bot.state.report.memo import MEMO, MemoReport
from bot.words.instant import render

JOB, PAGE = "memo", "state/reports/ic_weekly.md"


@dataclass(frozen=True, slots=True)
class Round:
    room: Mailroom
    policy: Governor
    template: str
    to: tuple[str, ...]


def keep_memo(round_: Round, memo: MemoReport, text: str) -> None:
    """Write the letter of a memo that is not the state's as files."""
    slot = memo.generated_at
    round_.room.keep(letter(memo, text, slot, round_.template), round_.to)


def send_memo(round_: Round) -> int:
    """Send what the state holds, if it is of the newest due time: an older one is nobody's news."""
    room, tree = round_.room, round_.room.store.tree()
    found, memo, text = job(tree, round_.policy, JOB, room.now), load(tree, MEMO), tree.read(PAGE)
    if found is None or text is None or memo.generated_at < render(found.slot):
        return 0
    made = letter(memo, text.decode(), render(found.slot), round_.template)
    delivery = deliver(room, made, round_.to)
    stranded = left_nobody(room, JOB, round_.policy.notifications.memo, round_.to)
    return 1 if stranded or delivery.missing else 0
