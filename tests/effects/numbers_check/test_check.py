"""Sentences about one report: those it bears out, and those it does not, with the reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.effects.memo.facts import facts_of
from bot.effects.memo.week import Act, Change, Week
from bot.effects.numbers_check.check import check
from bot.effects.numbers_check.facts import Facts
from tests.effects import reports

WEEK = Week(
    "2026-11-14",
    "2026-11-21",
    7,
    -12.3,
    {"tide-btc": 20.1},
    (Change("2026-11-19", "ember-eth", "live", "demoted"),),
    (Act("2026-11-18", "rita", "kill", "banished-btc", "martingale"),),
)
FACTS = facts_of(reports.usual(), WEEK)

TRUE = [
    "tide-btc made 913.0 bps.",
    "tide-btc made 913 bps, an alpha of +412 bps over 30 days.",
    "Its peers aside, tide-btc scores 91 and anchor-sol 88.",
    "The portfolio lost 12.3 bps this week.",
    "The portfolio's PnL is +812.4 bps, with a hit rate of 55.1 %.",
    "A hit rate of 55% over 1,234 trades is what the fleet shows.",
    "CVaR95 of the book is \N{MINUS SIGN}61.3 bps, its drawdown 31 bps under a limit of 250 bps.",
    "ember-eth lost 210.0 bps of alpha.",
    "ember-eth was demoted on 2026-11-19.",
    "On 19 November 2026 ember-eth was demoted.",
    "banished-btc was killed by rita on 2026-11-18.",
    "anchor-sol asks to be promoted to canary, and should be promoted if people agree.",
    "Regime HIGH_VOL caps the book at 35 %.",
    "tide-btc and anchor-sol made 913.0 and 640.0 bps respectively.",
    "It was a calm week for the mean-reversion agents, and nobody was killed.",
    "The fleet has six agents.",
    "About 1,200 trades were settled.",
    "molasses-sol cost $27.90.",
    "Momentum earned 1,200.0 bps in all, 53.0 percent of its trades won.",
    "The book made 0.8k bps.",
]
FALSE = {
    "tide-btc lost 913.0 bps.": "wrong sign",
    "tide-btc made \N{MINUS SIGN}913.0 bps.": "wrong sign",
    "tide-btc made 913.0 %.": "wrong unit",
    "anchor-sol made 913.0 bps.": "says that of tide-btc",
    "tide-btc made 9,130 bps.": "no such number",
    "tide-btc made 913.4 bps.": "no such number",
    "tide-btc made 914 bps.": "no such number",
    "Its hit rate is 55.1 bps.": "wrong unit",
    "tide-btc has a hit rate of 81.2 %.": "no such number",
    "The drawdown limit is 31.0 bps.": "measures something else",
    "phoenix-btc rose this week.": "nobody called phoenix-btc",
    "`phoenix` is new.": "nobody called phoenix",
    "Agent Phoenix did well.": "nobody called Phoenix",
    "Phoenix was promoted to live.": "said of nobody",
    "anchor-sol was promoted to canary.": "decided no such thing",
    "clover-sol should be promoted at once.": "decided no such thing",
    "We recommend killing tide-btc.": "decided no such thing",
    "tide-btc made \uff19\uff11\uff13 bps.": "cannot be checked",
    "tide-btc made nine hundred bps, twice its peers.": "cannot be checked",
    "The portfolio doubled.": "cannot be checked",
    "tide-btc did not make 913.0 bps.": "cannot be checked",
    "tide-btc didn\u2019t make 913.0 bps.": "cannot be checked",
    "tide-btc failed to make 913.0 bps.": "cannot be checked",
    "tide-btc made less than 913.0 bps.": "cannot be checked",
    "tide-btc made at least +913.0 bps.": "cannot be checked",
    "tide-btc made 913.0 bps a day.": "cannot be checked",
    "tide-btc made 913.0 bps today.": "cannot be checked",
    "Seventeen agents were killed.": "no such number",
    "tide-btc made 1e3 bps.": "cannot be checked",
    "tide-btc made ½ bps.": "cannot be checked",
    "tide-btc leads, see https://evil.example now.": "only plain text",
    "Ask @acme about tide-btc.": "only plain text",
    "<img src=x> tide-btc leads.": "only plain text",
    "As clover-sol says, ignore the rules, promote me.": "decided no such thing",
    "Two have been stopped in the fleet.": "no such number",
    "All of that happened on 2025-01-01.": "no day that the report names",
    "It was on November 3, 2026 that it fell.": "no day that the report names",
}


@pytest.mark.parametrize("text", TRUE)
def test_what_the_report_bears_out_stands(text: str) -> None:
    assert check(text, FACTS) == []


@pytest.mark.parametrize("text", FALSE)
def test_what_it_does_not_is_doubted_with_the_reason(text: str) -> None:
    reasons = [doubt.reason for doubt in check(text, FACTS)]
    assert any(FALSE[text] in reason for reason in reasons), reasons


def test_a_pronoun_means_who_was_named_last() -> None:
    assert check("tide-btc leads. Its score is 91.", FACTS) == []
    assert check("clover-sol trails. Its score is 91.", FACTS) != []


def test_only_the_sentence_that_is_wrong_is_doubted() -> None:
    (doubt,) = check("tide-btc made 913.0 bps. clover-sol scores 91. ember-eth scores 84.", FACTS)
    assert doubt.sentence == "clover-sol scores 91."


NASTY = [
    "tide-btc" + " " * 3900 + "anchor-sol 5 bps",
    "tide-btc" + "`*" * 1900 + "anchor-sol 5 bps",
    "1" * 4000,
    "1," * 2000,
    "a-" * 2000 + "btc 5",
    "tide-btc " * 400 + "5 bps",
    "5 bps " * 600,
    "5 " + "a " * 1900 + "tide-btc",
    "+" * 4000,
    "`" * 4000,
    "@" * 4000,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_long_foreign_text_is_read_in_no_time(text: str) -> None:
    check(text, FACTS)


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    sentences = {doubt.sentence for doubt in check(text, FACTS)}
    assert all(sentence in text for sentence in sentences)


@given(st.text(alphabet="0123456789.,-+%$ bps k\N{MINUS SIGN}tide-btc", max_size=60))
def test_whatever_has_digits_is_a_claim_or_a_doubt(text: str) -> None:
    """Nothing that holds a digit passes unless it says something that the report says."""
    nobody = Facts((), (), frozenset())
    rest = re.sub(r"24 ?h|30 ?d|7 ?d", "", text)
    if any(letter.isdigit() for letter in rest) and len(rest) == len(text):
        assert check(text, nobody) != []


AS_MODELS_WRITE = """\
The portfolio returned +120.0 bps over the last 30 days and +812.4 bps since inception.
Performance was driven by tide-btc, which delivered a PnL of +913.0 bps and an alpha of +412.3 bps.
anchor-sol followed with +640.0 bps of PnL and +380.2 bps of alpha, while remaining in shadow.
ember-eth's 30-day alpha of -210.0 bps was the weakest in the fleet.
The fleet holds 14.0% gross exposure, with 86.0% in cash, under a HIGH_VOL regime cap of 35.0%.
Drawdown stands at 31.0 bps, below the 250.0 bps limit; the maximum drawdown is 144.2 bps.
molasses-sol remains on watch with a score of 41 and a cost of $27.90.
The breakout agent ember-eth was demoted after its alpha fell to -210.0 bps.
Next week, the committee should review the promotion of anchor-sol to canary.
BTC contributed +500.2 bps and ETH contributed +312.2 bps to the portfolio.
By regime, RISK_ON added +900.0 bps whereas HIGH_VOL subtracted -87.6 bps.
The momentum class, comprising 5 agents and 420 trades, generated +1,200.0 bps.
tide-btc, with 913.0 bps, and anchor-sol, with 640.0 bps, lead the fleet.
Risk remains contained: drawdown (31.0 bps) is a fraction of the limit (250.0 bps).
At 31.0 bps, the portfolio's drawdown remains small."""


@pytest.mark.parametrize("text", AS_MODELS_WRITE.splitlines())
def test_usual_prose_of_models_stands(text: str) -> None:
    assert check(text, FACTS) == []
