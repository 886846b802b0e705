"""What people do during the demo, and what comes of it, each told in a line."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.commands.demo.ground import KILL_LIST, with_kill
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.commands.kill import kill
from bot.commands.revive import revive
from bot.errors import Refused
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull

OWNER, RISK, DESK = "acme", "rita", "kim"
BANISHED, CRACKED = "banished-btc", "cracked-eth"
Act = Callable[[House, datetime], str]


def banish(house: House, now: datetime) -> str:
    del now
    forge, branch = house.forge(RISK), f"stop-{BANISHED}"
    head = forge.branch_head("main") or ""
    listed = with_kill(forge.read_file(KILL_LIST, "main") or b"", BANISHED, "martingale", RISK)
    reason = f"Put {BANISHED} on the kill list"
    made = forge.commit_files(branch, head, [FileChange(KILL_LIST, listed)], reason, None)
    pull = forge.open_pull(NewPull(reason, branch, "main", "It doubles down on losses."))
    merged = house.forge(OWNER).merge_pull(pull.number, MergeMethod.SQUASH, made.sha)
    listed_now = [kill.name for kill in house.follow().kill_list.agents]
    return f"{RISK}'s pull request #{merged.number} is merged; kill list: {', '.join(listed_now)}."


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
    return {days // 3: banish, days * 3 // 5: stop_cracked, days * 3 // 4: try_to_revive}
