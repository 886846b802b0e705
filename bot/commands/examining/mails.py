"""Who is left of the lists of mails, once META_EMAIL_TO has narrowed them."""

from collections.abc import Iterable, Mapping, Sequence

from bot.commands.examining.line import Line, defect, ok, warning
from bot.effects.mail.recipients import is_address, masked, named, recipients
from bot.policy.writing import Notifications

ABOUT = "recipients"
MEND = "gh secret set META_EMAIL_TO: some of those listed, with commas between them"


def addressed(notifications: Notifications, only: str) -> Iterable[Line]:
    if not (asked := named(only)):
        return [ok(ABOUT, "META_EMAIL_TO is not set here: all that are listed are written to")]
    if not all(map(is_address, asked)):
        return [defect(ABOUT, "META_EMAIL_TO holds what is no mail address", MEND)]
    found = tuple(_left_out(_lists(notifications), asked, only))
    return found or [ok(ABOUT, "all of META_EMAIL_TO are listed, or serve alone")]


def _left_out(
    lists: Mapping[str, Sequence[str]], asked: Sequence[str], only: str
) -> Iterable[Line]:
    for name, listed in lists.items():
        if listed and not recipients(listed, only):
            yield defect(ABOUT, f"nobody of notifications.{name} is in META_EMAIL_TO", MEND)
    known = {one.lower() for listed in lists.values() for one in listed}
    strange = [masked(one) for one in asked if known and one.lower() not in known]
    if strange:
        says = f"{', '.join(strange)} of META_EMAIL_TO is on no list of notifications"
        yield warning(ABOUT, says, MEND)


def _lists(listed: Notifications) -> Mapping[str, tuple[str, ...]]:
    """Alerts are for everybody on their list, whatever the environment says."""
    return {"lp_daily": listed.lp_daily, "lp_weekly": listed.lp_weekly, "memo": listed.memo}
