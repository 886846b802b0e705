"""/governor replay KEY=VALUE: what one other number of the policy would have done."""

from datetime import timedelta
from math import isfinite

from bot.commands.gating.trying import cut, newest_day, whole
from bot.commands.human import Desk
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.comparing import Rivals, compared, known_of
from bot.commands.replaying.reading import Wanted
from bot.commands.replaying.state import read_state
from bot.decisions.replaying.people import People
from bot.decisions.replaying.trial import candidate
from bot.effects.impact.page import Telling, page
from bot.effects.reply import Answer, Mood
from bot.errors import BadUsage, OutOfTime, Refused
from bot.policy.policy import Policy
from bot.policy.reason import did_you_mean
from bot.policy.vary import number_at, numbers, varied
from bot.words.instant import DAY, day_of

SECONDS = 120.0
EVERY = timedelta(hours=4)  # a person waits, and several may ask
USAGE = "Say which number: /governor replay promotion.canary.e_value=10."
NO_HISTORY = "Cannot replay: there is no whole day of judged history yet."
TOO_LONG = (
    f"Cannot replay: {SECONDS:.0f} seconds do not suffice for a day of this history; "
    "`governor replay --against` takes as long as it needs."
)
LONGEST = 100


def replay(desk: Desk, words: str) -> Answer:
    rivals = Rivals(desk.policy, _other(desk.policy, words))
    tree = desk.store.tree()
    until = newest_day(tree)
    if until is None:
        raise Refused(NO_HISTORY)
    wanted = Wanted(until - desk.policy.governor.replay.days * DAY, until, EVERY)
    go_on = Budget(desk.elapsed, SECONDS).has_time
    try:
        sides = known_of(lambda terms: read_state(tree, terms, wanted, go_on), rivals)
        found = whole(compared(rivals, sides, People(), go_on))
    except OutOfTime:
        raise Refused(TOO_LONG) from None
    basis = f"History up to {day_of(until)}, a look each four hours. Nothing was changed."
    told = page(found, Telling(notes=(basis, *cut(found))))
    return Answer(Mood.DONE, (f"With {words.strip()}:",), (told,))


def _other(policy: Policy, words: str) -> Policy:
    key, _, text = (part.strip() for part in words.partition("="))
    try:
        value = float(text)
    except ValueError:
        raise BadUsage(USAGE) from None
    if not isfinite(value):
        raise BadUsage(USAGE)
    if number_at(policy, key) is None:
        hint = did_you_mean(key, numbers(policy))
        raise BadUsage(f"The policies have no number {key[:LONGEST]!r}{hint}.")
    other, problems = varied(policy, key, value)
    if other is None:
        raise BadUsage("; ".join(one.sentence() for one in problems))
    if candidate(policy, other) is None:
        raise Refused(f"Cannot replay: {key} changes no decision as it is, or is the same now.")
    return other
