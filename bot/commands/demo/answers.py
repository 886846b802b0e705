"""What people do with the pull requests that Governor opens: the owner reads and merges them."""

from collections.abc import Iterator
from datetime import datetime

from bot.commands.apply import apply
from bot.commands.demo.acts import OWNER
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.ports.forge.pulls import MergeMethod, PullRequest

BOT = "governor-bot"


def act_and_answer(house: House, now: datetime) -> Iterator[tuple[datetime, str]]:
    """Let Governor act on the forge, and tell of each of its requests that is merged then."""
    apply(house.site(BOT, now, Hearing()), reverts=house.reverts)
    owner = house.forge(OWNER)
    for pull in sorted(owner.pulls(), key=lambda pull: pull.number):
        if pull.author == BOT:
            merged = owner.merge_pull(pull.number, MergeMethod.MERGE, pull.head_sha)
            yield now, _told(merged)
    house.follow()


def _told(pull: PullRequest) -> str:
    return f"Governor opened #{pull.number} {pull.title}; {OWNER} read it and merged it."
