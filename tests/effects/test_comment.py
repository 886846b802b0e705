import re

import pytest

from bot.effects.comment.comment import LARGEST, Occasion, comment
from bot.effects.comment.promotion_gate import Question, Verdict
from bot.state.report.report import Report
from bot.state.report.scorecard import ClassicScore, RuleScore
from tests.effects.reports import agent, breached, meta, scorecard, usual
from tests.snapshots import matches

ON_A_PULL = Occasion(
    run_id="4711",
    against="main @ 1a2b3c4",
    question=Question(("anchor-sol",)),
    verdict=Verdict(approved=True),
)
BLOCKED = Verdict(approved=False, reasons=("its E is 6.2 on the newest state, needs 7",))
EVIL = "@all <b>x</b> [y](http://z.example) ![i](//i) | pipe\n# head `c` \u202e " + "A" * 100_000


def test_the_comment_of_a_promotion_reads_like_this() -> None:
    matches("comment_promotion.md", comment(usual(), ON_A_PULL))


def test_the_comment_of_a_breach_reads_like_this() -> None:
    stopped = Occasion(
        run_id="4712", against="main", question=Question(("anchor-sol",)), verdict=BLOCKED
    )
    matches("comment_breach.md", comment(breached(), stopped))


def test_before_the_first_report_it_says_so() -> None:
    assert "There is no report yet" in comment(Report(v=1), ON_A_PULL)


def test_the_layout_stands_in_its_order() -> None:
    text = comment(usual(), ON_A_PULL)
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == [
        "# 🤖 Meta-Agent Review Report",
        "## 📊 Agent Health Summary",
        "## ⚠️ Top Findings",
        "## ✅ Promotion Gate",
        "## 🔧 Recommended Actions",
    ]
    assert text.endswith("*Generated automatically by MarketAgents Meta-Supervisor*\n")


@pytest.mark.parametrize("count", [1, 50, 2_000])
def test_it_never_outgrows_what_github_takes_and_says_what_was_cut(count: int) -> None:
    many = {
        f"agent-{number:04}": agent(decision="WATCH", why="word " * 50) for number in range(count)
    }
    text = comment(usual(agents=many), ON_A_PULL)
    assert len(text) < LARGEST + 1
    titles = re.findall(r"<summary>(.*)</summary>", text)
    assert "Portfolio" in titles
    assert ("Decisions" in titles) != ("✂️ Cut" in text and "Decisions" in text.split("✂️")[-1])


def test_whoever_a_change_raises_it_never_outgrows_what_github_takes() -> None:
    many = {f"agent-{number:04}-{'x' * 50}": agent(score=81.0) for number in range(600)}
    last = agent(score=79.0)
    report = usual(agents={**many, "last": last})
    text = comment(report, Occasion("1", "main", question=Question((*many, "last"))))
    assert len(text) < LARGEST
    assert "and 571 more" in text
    assert "❌ Behavioral score" in text, "also where the one that fails is not shown"


def test_what_agents_and_people_wrote_is_inert() -> None:
    hostile = usual(
        agents={"evil": agent(decision="RETIRE", why=EVIL, strategy_class="x")},
        meta=meta("low"),
    )
    text = comment(hostile, Occasion(run_id=EVIL, against=EVIL, question=Question(("evil",))))
    outside_code = re.sub(r"`[^`\n]*`", "", text)
    assert "@all" not in outside_code
    assert "<b>" not in outside_code
    assert "](http" not in outside_code
    assert "\u202e" not in text
    assert len(text) < LARGEST


def test_the_same_report_gives_the_same_text() -> None:
    assert comment(usual(), ON_A_PULL) == comment(usual(), ON_A_PULL)


def test_how_the_bot_has_judged_is_told_once_there_is_something_to_judge() -> None:
    told = usual().model_copy(update={"scorecard": scorecard()})
    text = comment(told, ON_A_PULL)
    assert "<summary>Scorecard of the bot</summary>" in text
    assert "False kills: 1 of 2, 12.5 bps made after the stop" in text
    assert "Lucky promotions: —, none can be judged yet" in text
    minus = "\N{MINUS SIGN}"
    assert (
        f"| +40.0 bps | {minus}12.5 bps | +52.5 bps (days too few for an interval; n 2) |" in text
    )
    assert f"ours made +20.0 bps: +55.5 bps beyond it ({minus}4.0 to +120.0)" in text
    own = "Its own 5 decisions: 1 right and 3 wrong of 4 that can be judged, +8.0 bps saved, "
    assert f"{own}{minus}61.5 bps lost; false kills 3 of 4, late kills 1 of 1, " in text
    none = scorecard().model_copy(update={"total": RuleScore(rule="all")})
    assert "Scorecard" not in comment(usual().model_copy(update={"scorecard": none}), ON_A_PULL)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", "—, not yet known: it is replayed once a day by `governor forensics`"),
        ("@all is *not* there", "—, not known: "),
    ],
)
def test_of_the_classic_set_nothing_is_claimed_before_it_was_replayed(why: str, said: str) -> None:
    card = scorecard().model_copy(update={"classic": ClassicScore(why=why)})
    text = comment(usual().model_copy(update={"scorecard": card}), ON_A_PULL)
    assert f"The classic set on the same past: {said}" in text
    assert "@all" not in text
    assert "beyond it" not in text
