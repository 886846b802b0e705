"""What people do during the demo, and what comes of it, each told in a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.commands.demo.ground import KILL_LIST, RISK_FILE, with_drawdown, with_kill
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.commands.kill import kill
from bot.commands.revive import revive
from bot.errors import Refused
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull

OWNER, RISK, DESK = "acme", "rita", "kim"
BANISHED, CRACKED = "banished-btc", "cracked-eth"
TIGHT_BPS = 60
Act = Callable[[House, datetime], str]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person asks for in a pull request of their own."""

    branch: str
    path: str
    change: Callable[[bytes], bytes]
    title: str
    why: str


def banish(house: House, now: datetime) -> str:
    del now
    listing = partial(with_kill, agent=BANISHED, reason="martingale", by=RISK)
    title = f"Put {BANISHED} on the kill list"
    number = _merged(
        house,
        Edit(f"stop-{BANISHED}", KILL_LIST, listing, title, "It doubles down on losses."),
    )
    listed_now = [kill.name for kill in house.follow().kill_list.agents]
    return f"{RISK}'s pull request #{number} is merged; kill list: {', '.join(listed_now)}."


def tighten(house: House, now: datetime) -> str:
    del now
    title = f"Let the portfolio fall {TIGHT_BPS} bps at most"
    tighter = partial(with_drawdown, bps=TIGHT_BPS)
    number = _merged(
        house, Edit("tighten", RISK_FILE, tighter, title, "Partners asked for less risk.")
    )
    limit = house.follow().risk.max_drawdown_bps
    return f"{RISK}'s pull request #{number} is merged; a breach is now at {limit:g} bps."


def _merged(house: House, edit: Edit) -> int:
    forge = house.forge(RISK)
    head = forge.branch_head("main") or ""
    changed = FileChange(edit.path, edit.change(forge.read_file(edit.path, "main") or b""))
    made = forge.commit_files(edit.branch, head, [changed], edit.title, None)
    pull = forge.open_pull(NewPull(edit.title, edit.branch, "main", edit.why))
    return house.forge(OWNER).merge_pull(pull.number, MergeMethod.SQUASH, made.sha).number


def stop_cracked(house: House, now: datetime) -> str:
    heard = Hearing()
    kill(house.desk(DESK, now, heard), CRACKED, "a quarter of its lines are garbage")
    return heard.said[-1]


def try_to_revive(house: House, now: datetime) -> str:
    try:
        revive(house.desk(DESK, now, Hearing()), BANISHED, "it begs for another chance")
    except Refused as refused:
        return f"{DESK} is refused. {refused}"
    return f"{DESK} revived {BANISHED}."


def acts(days: int) -> Mapping[int, Act]:
    """Give each act its day."""
    return {
        days // 3: banish,
        days * 3 // 5: stop_cracked,
        days * 3 // 4: try_to_revive,
        days - 2: tighten,
    }
