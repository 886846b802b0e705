import re
from dataclasses import replace

import pytest

from bot.decisions.merging import Reason, Ruling
from bot.effects.effect import SetCheck
from bot.effects.merge_check import MOST_NOTES, Judged, merge_check
from bot.policy.risk_change import Change
from bot.policy.risk_rules import Risk
from tests.snapshots import matches

AGENTS, KILLS, LIMITS = "policies/agents.yml", "policies/kill_list.yml", "policies/risk.yml"
STAGE = ("agents", "anchor-sol", "stage")
RISE = Change("agents", AGENTS, 3, STAGE, "shadow", "canary", Risk.RAISING)
LOOSER = Change("risk", LIMITS, 5, ("MAX_DRAWDOWN_BPS",), 250.0, 300.0, Risk.RAISING)
KILL = Change("kill_list", KILLS, 8, ("agents", "tide-btc"), None, {"by": "kim"}, Risk.LOWERING)
OWNER = Change("agents", AGENTS, 4, ("agents", "tide-btc", "owner"), "kim", "lee", Risk.NEUTRAL)
HELD = Reason(
    "anchor-sol may not rise to canary: the newest judgement is HOLD: Held in shadow: E is 6.2, "
    "needs 7; about 3 more days at this rate",
    AGENTS,
    3,
)
STALE = Reason(
    "it raises risk on stale data: the newest price is 270 minutes old, over the 180 that are "
    "allowed"
)
HEAD = "4d3c2b1a" * 5
JUDGED = Judged(HEAD, "main @ 1a2b3c4d5e6f")
FORGED = replace(JUDGED, strangers=("mallory",))
EVIL = "@all <b>x</b> [y](http://z.example) ![i](//i) | pipe\n# head `c` \u202e " + "A" * 10_000


def page(check: SetCheck) -> str:
    notes = [
        f"{note.severity} {note.path}:{note.start_line} {note.title}: {note.message}\n"
        for note in check.notes
    ]
    return f"{check.title}\n---\n{check.summary}---\n{''.join(notes)}"


@pytest.mark.parametrize(
    ("name", "ruling", "judged"),
    [
        ("blocked", Ruling((HELD, STALE), (RISE, LOOSER, KILL), ("anchor-sol",)), FORGED),
        ("rise", Ruling((), (RISE, OWNER), ("anchor-sol",)), JUDGED),
        ("looser", Ruling((), (LOOSER,)), JUDGED),
        ("kill", Ruling((), (KILL,)), JUDGED),
        ("other", Ruling(), JUDGED),
    ],
)
def test_the_check_reads_like_this(name: str, ruling: Ruling, judged: Judged) -> None:
    matches(f"gate_{name}.md", page(merge_check(ruling, judged)))


def test_what_others_wrote_is_inert() -> None:
    reason = Reason(EVIL, f"policies/{EVIL}.yml", 1)
    change = Change("risk", f"policies/{EVIL}", 1, (EVIL,), EVIL, [EVIL], Risk.RAISING)
    many = Ruling((reason,) * 200, (change,) * 200, (EVIL,))
    for ruling in (many, replace(many, reasons=())):
        check = merge_check(ruling, Judged(EVIL, EVIL, (EVIL,)))
        outside_code = re.sub(r"`[^`\n]*`", "", check.summary)
        assert not re.search(r"@all|(?<!\\)<b|\]\(http|\u202e", outside_code)
        assert "\u202e" not in check.summary + check.title
        assert len(check.summary) < 65_535
        assert len(check.title) == 200
        assert len(check.notes) <= MOST_NOTES
        assert all(len(note.message) < 350 for note in check.notes)


def test_the_same_verdict_has_the_same_digest_whatever_the_base_is_called() -> None:
    ruling = Ruling((HELD,), (RISE,))
    first = merge_check(ruling, JUDGED).mark
    assert first == merge_check(ruling, replace(JUDGED, against="main @ other")).mark
    assert first != merge_check(ruling, replace(JUDGED, head="5" * 40)).mark
    assert first != merge_check(ruling, FORGED).mark
    assert first != merge_check(replace(ruling, reasons=()), JUDGED).mark
