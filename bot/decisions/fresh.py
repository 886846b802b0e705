"""Fresh: whether prices are new enough for what was judged on them to be acted upon."""

from datetime import datetime, timedelta
from math import nan

from bot.decisions.finding import Finding, at_most
from bot.policy.risk import Risk

MINUTE = timedelta(minutes=1)
DATA_FRESH, STALE = "data_fresh", "stale_minutes"
AGES = frozenset({DATA_FRESH, STALE})  # another number each time one looks


def data_fresh(newest_price: datetime | None, now: datetime, risk: Risk) -> Finding:
    """Take anything but PASS as stale."""
    age = age_minutes(newest_price, now)
    return at_most(DATA_FRESH, age, float(risk.severity.stale_minutes))


def age_minutes(newest_price: datetime | None, now: datetime) -> float | None:
    """Give the age of the newest price; one from the future is no age, but a wrong clock."""
    if newest_price is None:
        return None
    return (now - newest_price) / MINUTE if newest_price <= now else nan
