from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.effects.charts.equity import Point
from bot.effects.effect import (
    CloseIssue,
    ClosePull,
    DeleteComment,
    Effect,
    OpenPull,
    UpdatePull,
    UpsertComment,
    UpsertIssue,
    wire,
)
from bot.effects.marker import found
from bot.effects.plan import Plan
from bot.effects.planning.material import REGISTRY, Material
from bot.effects.planning.planning import plan
from bot.effects.planning.raised import raised
from bot.effects.reversal import Manner, Reversal
from bot.effects.rollback import Rise, Rollback
from bot.effects.rollback_words import body
from bot.effects.seen import SeenCheck, SeenComment, SeenIssue
from bot.policy.governor import Governor, PullRequests
from bot.policy.policy import Policy
from bot.state.report.agent import AgentRow, Branch, EvidenceRow
from bot.state.report.report import Report
from bot.words.canonical import encode
from bot.words.instant import parse
from tests.effects.planning.forge import AGENTS, ME, Forge, pull
from tests.effects.reports import ANCHOR, EMBER, NOW, breached, usual
from tests.snapshots import matches

SPENT = frozenset({"ember-eth"})


def material(report: Report | None = None, caps: PullRequests | None = None) -> Material:
    policy = Policy(governor=Governor(v=1, pull_requests=caps or PullRequests()))
    return Material(report or usual(), policy, spent=SPENT, run_id="4711")


def without(*names: str) -> Report:
    report = usual()
    kept = {name: one for name, one in report.agents.items() if name not in names}
    return report.model_copy(update={"agents": kept})


def row(base: AgentRow, **more: object) -> Report:
    report = usual()
    name = "anchor-sol" if base is ANCHOR else "ember-eth"
    return report.model_copy(
        update={"agents": {**report.agents, name: base.model_copy(update=more)}}
    )


def look(forge: Forge, given: Material | None = None) -> Plan:
    given = given or material()
    return plan(replace(given, done=frozenset(forge.done)), forge.seen)


def settle(forge: Forge, given: Material | None = None) -> Forge:
    """Run cycles until nothing is left to do."""
    for _ in range(4):
        planned = look(forge, given)
        forge.apply(*planned.effects)
    assert look(forge, given).effects == ()
    return forge


def of(kind: type[Any], effects: Sequence[Effect]) -> list[Any]:
    return [one for one in effects if isinstance(one, kind)]


def pulls(planned: Plan) -> list[Effect]:
    return [one for one in planned.effects if isinstance(one, OpenPull | UpdatePull | ClosePull)]


def branch(forge: Forge, name: str) -> int:
    (one,) = [one for one in forge.seen.pulls if one.branch == name]
    return one.number


PROMOTION, DEMOTION = "governor/promote/anchor-sol", "governor/demote/ember-eth"


FULL = row(
    ANCHOR,
    owner="kim",
    hit_rate=0.57,
    max_drawdown_bps=48.2,
    error_bound=0.021,
    evidence=EvidenceRow(
        epoch=1, fingerprint="1", e_value=8.1, peak_e_value=9.4, p_dead=0.04, days_held=41.3
    ),
    findings=(
        Branch(
            title="Evidence for canary",
            leads_to="PROMOTE",
            findings=(
                ("canary_e_value", "PASS", 8.1, "≥", 7.0),
                ("data_fresh", "PASS", 31.0, "≤", 180.0),
            ),
        ),
        Branch(
            title="Looked at besides",
            leads_to="PROMOTE",
            advice=True,
            findings=(("cost_drift", "INCONCLUSIVE", None, "≤", 2.0),),
        ),
    ),
    n={"pnl_sum_bps": 61, "hit_rate": 61, "error_bound": 140, "cost_usd": 140},
)


def test_a_promotion_reads_like_this() -> None:
    (_, opened) = of(OpenPull, look(Forge(), material(FULL)).effects)
    matches("pull_promotion.md", f"{opened.title}\n\n{opened.body}")


def test_a_demotion_reads_like_this() -> None:
    (opened, _) = of(OpenPull, look(Forge()).effects)
    matches("pull_demotion.md", f"{opened.title}\n\n{opened.body}")


def test_the_fleet_issue_reads_like_this() -> None:
    forge = settle(Forge())
    forge.close(branch(forge, PROMOTION))
    (issue,) = of(UpsertIssue, look(forge).effects)
    matches("fleet_issue.md", f"{issue.title}\n\n{issue.body}")


def test_what_lowers_comes_first_and_each_changes_one_word_of_the_registry() -> None:
    lowering, raising = of(OpenPull, look(Forge()).effects)
    assert (lowering.push.branch, raising.push.branch) == (DEMOTION, PROMOTION)
    (lowered,), (raised_,) = lowering.push.edits, raising.push.edits
    assert (lowered.path, raised_.path) == (REGISTRY, REGISTRY)
    assert lowered.content.decode() == AGENTS.replace(
        "breakout, stage: live", "breakout, stage: shadow"
    )
    assert raised_.content.decode() == AGENTS.replace("stage: shadow  #", "stage: canary  #")


def test_a_second_cycle_finds_nothing_to_do() -> None:
    forge = settle(Forge().has(pull(3), pull(4, paths=("README.md",))))
    assert [len(one.comments) for one in forge.seen.pulls] == [1, 0, 1, 1]
    assert len(forge.seen.issues) == 1
    again = replace(material(), run_id="4712")
    assert look(forge, again).effects == ()


def test_evidence_that_moved_refreshes_the_words_and_leaves_the_commit() -> None:
    forge = settle(Forge())
    (update,) = of(UpdatePull, look(forge, material(row(ANCHOR, score=89.0))).effects)
    assert update.push is None
    assert "| 89 |" in update.body


def test_a_registry_that_moved_is_edited_anew() -> None:
    forge = settle(Forge())
    moved = AGENTS + "  - {name: new, strategy_class: grid}\n"
    forge.seen = replace(forge.seen, head="b" * 40, files={REGISTRY: moved})
    updates = of(UpdatePull, look(forge).effects)
    assert {one.push.base for one in updates} == {"b" * 40}
    assert all(b"name: new" in one.push.edits[0].content for one in updates)


def test_the_next_stage_takes_over_the_same_request() -> None:
    forge = settle(Forge())
    (update,) = of(UpdatePull, look(forge, material(row(ANCHOR, asks="live"))).effects)
    assert update.number == branch(forge, PROMOTION)
    assert update.title == "[AUTO-PROMOTE] anchor-sol to live"
    assert b"stage: live  # since May" in update.push.edits[0].content


def test_what_is_not_asked_any_more_is_withdrawn_with_the_reason() -> None:
    forge = settle(Forge())
    calm = row(ANCHOR, asks=None, decision="HOLD", why="Held: E fell to 5.")
    (closing,) = pulls(look(forge, material(calm)))
    assert isinstance(closing, ClosePull)
    assert "Held: E fell to 5." in closing.body
    settle(forge, material(calm))
    assert [type(one) for one in pulls(look(forge))] == [OpenPull], "it was no veto"


def test_an_agent_that_is_gone_is_not_promoted() -> None:
    forge = settle(Forge())
    (closing,) = pulls(look(forge, material(without("anchor-sol"))))
    assert isinstance(closing, ClosePull)
    assert "is not registered any more" in closing.body


def test_a_closed_request_is_a_veto_until_the_evidence_is_new() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    forge.close(number)
    planned = look(forge, material(row(ANCHOR, score=95.0)))
    assert pulls(planned) == []
    assert f"people closed #{number}" in planned.withheld[0].why
    later = material(row(ANCHOR, evidence=EvidenceRow(epoch=2, fingerprint="1")))
    assert [type(one) for one in pulls(look(forge, later))] == [OpenPull]


def test_a_veto_holds_under_words_that_people_wrote_anew() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    forge.close(number, body="Not before June.")
    planned = look(forge)
    assert pulls(planned) == []
    assert f"people closed #{number}" in planned.withheld[0].why


def test_a_person_may_ask_again() -> None:
    forge = settle(Forge())
    forge.close(branch(forge, PROMOTION), labels=("governor:promote", "governor:again"))
    (opened,) = pulls(look(forge))
    assert isinstance(opened, OpenPull)
    settle(forge)
    forge.close(branch(forge, PROMOTION))
    assert pulls(look(forge)) == [], "the newest closing counts"


def test_a_merged_request_is_no_veto_and_waits_for_the_next_judgement() -> None:
    forge = settle(Forge())
    forge.close(branch(forge, PROMOTION), merged=True)
    allowed = AGENTS.replace("stage: shadow  #", "stage: canary  #")
    forge.seen = replace(forge.seen, files={REGISTRY: allowed})
    planned = look(forge)
    assert of(OpenPull, planned.effects) == []
    assert "says so already" in planned.withheld[0].why


def test_a_rise_that_people_took_back_is_not_asked_again_on_the_same_evidence() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    forge.close(number, merged=True)
    planned = look(forge)
    assert of(OpenPull, planned.effects) == []
    assert f"people merged #{number} and took it back" in planned.withheld[0].why
    later = material(row(ANCHOR, evidence=EvidenceRow(epoch=2, fingerprint="1")))
    assert [type(one) for one in pulls(look(forge, later))] == [OpenPull]


def test_commits_of_others_keep_the_bot_away() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    forge.change(number, has_others=True)
    for report in (row(ANCHOR, score=1.0), row(ANCHOR, asks=None), row(ANCHOR, asks="live")):
        planned = look(forge, material(report))
        assert pulls(planned) == []
        assert "somebody else's commits" in planned.withheld[0].why


def test_a_stranger_on_the_branch_is_left_alone() -> None:
    forge = Forge().has(pull(3, PROMOTION, author="rita"))
    planned = look(forge)
    assert [one.push.branch for one in of(OpenPull, planned.effects)] == [DEMOTION]
    assert planned.withheld[0].why == "#3 of `rita` stands on its branch"


def test_a_fork_s_branch_of_that_name_is_nobody_s_business() -> None:
    forge = Forge().has(pull(3, PROMOTION, author=ME, from_fork=True))
    assert len(of(OpenPull, look(forge).effects)) == 2


@pytest.mark.parametrize(
    ("caps", "opened", "why"),
    [
        (PullRequests(per_run=1, open=6), [DEMOTION], "pull_requests.per_run"),
        (PullRequests(per_run=2, open=1), [DEMOTION], "pull_requests.open"),
        (PullRequests(per_run=0, open=6), [], "pull_requests.per_run"),
        (PullRequests(per_run=2, open=2), [DEMOTION, PROMOTION], ""),
    ],
)
def test_caps_hold(caps: PullRequests, opened: list[str], why: str) -> None:
    planned = look(Forge(), material(caps=caps))
    assert [one.push.branch for one in of(OpenPull, planned.effects)] == opened
    assert all(why in one.why for one in planned.withheld)
    assert len(opened) + len(planned.withheld) == 2


def test_what_is_open_counts_and_what_this_run_opened_too() -> None:
    forge = settle(Forge(), material(caps=PullRequests(per_run=1, open=1)))
    assert (
        len(of(OpenPull, look(forge, material(caps=PullRequests(per_run=2, open=1))).effects)) == 0
    )
    again = replace(material(caps=PullRequests(per_run=1, open=6)), opened=1)
    assert of(OpenPull, look(Forge(), again).effects) == []


def test_a_breach_freezes_rises_and_not_what_lowers() -> None:
    planned = look(Forge(), material(breached()))
    assert [one.push.branch for one in of(OpenPull, planned.effects)] == [DEMOTION]
    assert "governor release all" in planned.withheld[0].why
    (issue,) = of(UpsertIssue, planned.effects)
    assert "❌ BLOCKED" in issue.body


def test_a_breach_closes_the_rises_that_stand_and_is_no_veto() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    (closing,) = pulls(look(forge, material(breached())))
    assert isinstance(closing, ClosePull)
    assert closing.number == number
    assert "a drawdown breach freezes every rise" in closing.body
    settle(forge, material(breached()))
    assert PROMOTION in [one.push.branch for one in of(OpenPull, look(forge).effects)]
    taken = settle(Forge())
    taken.change(branch(taken, PROMOTION), has_others=True)
    assert pulls(look(taken, material(breached()))) == [], "people close what they took over"


def test_the_fleet_issue_tells_who_asks_and_what_keeps_all_from_rising() -> None:
    def told(given: Material) -> str:
        (issue,) = of(UpsertIssue, look(Forge(), given).effects)
        return str(issue.body)

    assert "Behavioral score ≥ 80: `anchor-sol` 88" in told(material())
    assert "nobody asks to rise" in told(material(row(ANCHOR, asks=None)))
    old = told(replace(material(), is_stale=True))
    assert "❌ BLOCKED\n\n- the report's lease has run out" in old
    report = usual()
    assert report.meta
    findings = (("data_fresh", "FAIL", 400.0, "<=", 180.0),)
    stale = report.model_copy(
        update={"meta": report.meta.model_copy(update={"findings": findings})}
    )
    assert "❌ BLOCKED\n\n- prices are stale" in told(material(stale))


def test_a_request_to_lower_is_named_only_where_there_is_one() -> None:
    def told(**more: object) -> str:
        (issue,) = of(UpsertIssue, look(Forge(), material(row(EMBER, **more))).effects)
        return str(issue.body)

    assert "Merge the pull request that lowers `ember-eth`" in told(ceiling="live")
    assert "lowers `ember-eth`" not in told(ceiling="shadow", stage="quarantined")


def test_whom_a_rollback_lowers_is_not_lowered_twice() -> None:
    undoing = replace(material(), undoing=SPENT)
    assert [one.push.branch for one in of(OpenPull, look(Forge(), undoing).effects)] == [PROMOTION]
    forge = settle(Forge())
    number = branch(forge, DEMOTION)
    (closing,) = pulls(look(forge, undoing))
    assert isinstance(closing, ClosePull)
    assert (closing.number, "`[ROLLBACK]` pull request" in closing.body) == (number, True)
    settle(forge, undoing)
    assert DEMOTION in [one.push.branch for one in of(OpenPull, look(forge).effects)], "no veto"


def test_a_rollback_that_waits_after_the_release_is_enough() -> None:
    rise = Rise(7, "ember-eth", scaffolded=False, merged_at=parse(NOW))
    text = body(Rollback(7, rise), Reversal(Manner.CLEAN, "ab" * 20))
    own = pull(8, "governor/rollback/7", author=ME, body=text)
    assert DEMOTION not in [one.push.branch for one in of(OpenPull, look(Forge().has(own)).effects)]
    forged = replace(own, author="rita")
    planned = look(Forge().has(forged))
    assert DEMOTION in [one.push.branch for one in of(OpenPull, planned.effects)]


def test_a_ceiling_that_nobody_spent_is_not_lowered() -> None:
    planned = look(Forge(), replace(material(), spent=frozenset()))
    assert [one.push.branch for one in of(OpenPull, planned.effects)] == [PROMOTION]
    low = material(row(EMBER, ceiling="shadow"))
    assert [one.push.branch for one in of(OpenPull, look(Forge(), low).effects)] == [PROMOTION]


def test_a_registry_that_cannot_be_edited_stops_no_other_work() -> None:
    forge = Forge()
    forge.seen = replace(forge.seen, files={REGISTRY: "agents: ["})
    planned = look(forge)
    assert pulls(planned) == []
    assert len(planned.withheld) == 2
    assert of(UpsertIssue, planned.effects)


def test_of_two_the_oldest_stays() -> None:
    forge = settle(Forge().has(pull(3)))
    first, body = forge.seen.pulls[1], forge.seen.pulls[0].comments[0].body
    twin = replace(first, number=90, base_branch="next", comments=())
    forge.has(twin).change(3, comments=(*forge.seen.pulls[0].comments, SeenComment(99, body)))
    issue = forge.seen.issues[0]
    forge.seen = replace(forge.seen, issues=(issue, replace(issue, number=91)))
    effects = look(forge).effects
    assert [one.number for one in of(ClosePull, effects)] == [90]
    assert [one.comment for one in of(DeleteComment, effects)] == [99]
    assert [one.number for one in of(CloseIssue, effects)] == [91]
    settle(forge)


def test_what_people_undo_stays_undone() -> None:
    forge = settle(Forge())
    number = branch(forge, PROMOTION)
    forge.change(number, labels=())
    forge.seen = replace(
        forge.seen, issues=tuple(replace(one, pinned=False) for one in forge.seen.issues)
    )
    assert look(forge).effects == ()
    forge.done.clear()
    update, issue = look(forge).effects
    assert isinstance(update, UpdatePull)
    assert isinstance(issue, UpsertIssue)
    assert (update.labels, update.push, issue.pin) == (("governor:promote",), None, True)


def test_a_fleet_issue_that_people_closed_stays_closed() -> None:
    forge = settle(Forge())
    forge.seen = replace(
        forge.seen, issues=tuple(replace(one, is_open=False) for one in forge.seen.issues)
    )
    planned = look(forge, material(row(ANCHOR, score=1.0)))
    assert of(UpsertIssue, planned.effects) == []
    assert planned.withheld[-1].what == "the fleet issue"


def test_a_fleet_issue_that_people_wrote_anew_is_kept_and_not_doubled() -> None:
    forge = settle(Forge())
    (issue,) = forge.seen.issues
    forge.seen = replace(forge.seen, issues=(replace(issue, body="What is this?"),))
    known = replace(material(), issue=issue.number)
    (update,) = of(UpsertIssue, look(forge, known).effects)
    assert update.number == issue.number


def test_others_marks_are_not_believed() -> None:
    forge = settle(Forge())
    issue = forge.seen.issues[0]
    forge.seen = replace(forge.seen, issues=(replace(issue, author="rita"),))
    (made,) = of(UpsertIssue, look(forge).effects)
    assert made.number is None


@pytest.mark.parametrize(
    ("checks", "result"),
    [
        ((), "has not judged this commit yet"),
        ((SeenCheck("governor/gate", "success", creator=ME),), "✅ APPROVED"),
        ((SeenCheck("governor/gate", "success", creator="rita"),), "❌ BLOCKED"),
        ((SeenCheck("governor/gate", "failure", "E is <6>", creator=ME),), "E is \\<6\\>"),
    ],
)
def test_the_comment_repeats_the_gate(checks: tuple[SeenCheck, ...], result: str) -> None:
    (said,) = of(UpsertComment, look(Forge().has(pull(3, checks=checks))).effects)
    assert result in said.body


def test_the_book_is_drawn_where_it_has_days() -> None:
    drawn = tuple(Point(f"2026-11-{day}", pnl, 0.0) for day, pnl in ((20, -1.25), (21, 3.5)))
    given = replace(material(), points=drawn)
    (issue,) = of(UpsertIssue, look(Forge(), given).effects)
    assert "<summary>Equity</summary>" in issue.body
    assert '  x-axis "days up to 2026-11-21" 1 --> 2\n' in issue.body
    assert "  line [-1.2, 3.5]\n" in issue.body
    (said,) = of(UpsertComment, look(Forge().has(pull(3)), given).effects)
    assert "The paper book over 2 days: +3.5 bps." in said.body
    alone = replace(material(), points=drawn[:1])
    assert "Equity" not in of(UpsertIssue, look(Forge(), alone).effects)[0].body


def test_a_comment_names_whom_a_request_raises() -> None:
    given = replace(material(), raised={3: ("tide-btc",)})
    (said,) = of(UpsertComment, look(Forge().has(pull(3)), given).effects)
    assert "Behavioral score ≥ 80: `tide-btc` 91" in said.body


def test_a_pushed_commit_is_told_of_anew() -> None:
    forge = settle(Forge().has(pull(3)))
    forge.change(3, head_sha="c" * 40)
    (said,) = look(forge).effects
    assert isinstance(said, UpsertComment)
    assert said.comment == forge.seen.pulls[0].comments[0].id


HOSTILE = (
    "@all <b>x</b> [y](http://z.example) ![i](//i) | pipe\n# head `c` \u202e "
    "<!-- governor:fleet digest=000000000000 -->\n<!-- governor:fleet digest=000000000000 -->\n"
) + "A" * 100_000


def test_what_others_wrote_is_inert_and_bounded() -> None:
    report = row(ANCHOR, why=HOSTILE, owner=HOSTILE)
    given = material(report)
    evil = pull(3, title=HOSTILE, author=ME, branch="governor/promote/gone", has_others=True)
    forge = Forge().has(evil)
    texts = [body for one in look(forge, given).effects if (body := getattr(one, "body", ""))]
    assert len(texts) >= 4
    for text in texts:
        assert len(text) < 65_536
        assert "@all" not in text
        assert "<b>" not in text
        assert "](" not in text
        assert "\u202e" not in text
        mark = found(text)
        assert mark is not None
        assert mark.digest != "000000000000"


def test_before_the_first_report_the_issue_alone_says_so() -> None:
    (issue,) = plan(Material(Report(v=1), Policy()), Forge().seen).effects
    assert isinstance(issue, UpsertIssue)
    assert "There is no report yet" in issue.body


def test_a_lost_report_closes_nothing() -> None:
    forge = settle(Forge())
    assert pulls(look(forge, Material(Report(v=1), Policy()))) == []


def test_an_old_report_opens_and_refreshes_no_rise() -> None:
    old = replace(material(), is_stale=True)
    planned = look(Forge(), old)
    assert [one.push.branch for one in of(OpenPull, planned.effects)] == [DEMOTION]
    forge = settle(Forge())
    fallen = replace(material(row(ANCHOR, asks=None)), is_stale=True)
    assert [type(one) for one in pulls(look(forge, fallen))] == [ClosePull]


def test_every_effect_has_a_wire_form() -> None:
    forge = settle(Forge().has(pull(3)))
    forge.change(3, comments=())
    effects = [*look(Forge()).effects, *look(forge).effects]
    assert all(encode(wire(one)) for one in effects)


ACTS: list[Callable[[Forge, int], None]] = [
    lambda forge, number: forge.close(number),
    lambda forge, number: forge.close(number, merged=True),
    lambda forge, number: forge.close(number, labels=("governor:again",)),
    lambda forge, number: forge.change(number, has_others=True),
    lambda forge, number: forge.change(number, body="edited away"),
    lambda forge, number: forge.change(number, labels=()),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=4),
    st.sampled_from([None, "canary", "live"]),
    st.integers(1, 2),
    st.booleans(),
    st.booleans(),
)
def test_whatever_people_did_the_forge_settles(
    acts: list[tuple[Callable[[Forge, int], None], int]],
    asks: str | None,
    epoch: int,
    breach: bool,  # noqa: FBT001
    orphan: bool,  # noqa: FBT001
) -> None:
    forge = settle(Forge().has(pull(3)))
    for act, place in acts:
        if forge.seen.pulls:
            act(forge, forge.seen.pulls[place % len(forge.seen.pulls)].number)
    evidence = EvidenceRow(epoch=epoch, fingerprint="1")
    report = row(ANCHOR, asks=asks, evidence=evidence)
    if breach:
        report = report.model_copy(update={"meta": breached().meta})
    if orphan:
        report = report.model_copy(update={"agents": {}})
    settle(forge, material(report))
    own = [one.branch for one in forge.seen.pulls if one.author == ME]
    assert len(own) == len(set(own))
    assert len([one for one in forge.seen.issues if one.is_open]) == 1
    assert all(len(one.comments) == 1 for one in forge.seen.pulls)


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (AGENTS, ()),
        (AGENTS.replace("stage: shadow  #", "stage: live  #"), ("anchor-sol",)),
        (AGENTS.replace("stage: live", "stage: canary"), ()),
        (AGENTS + "  - {name: new, strategy_class: x, stage: canary}\n", ("new",)),
        (AGENTS + "  - {name: new, strategy_class: x}\n", ()),
        ("agents: [", ()),
        ("- 1", ()),
    ],
)
def test_a_raise_is_told_from_the_rest(after: str, names: tuple[str, ...]) -> None:
    assert raised(AGENTS, after) == names


def test_an_issue_is_found_among_others() -> None:
    forge = settle(Forge())
    other = SeenIssue(2, "Help", "no mark", ME)
    forge.seen = replace(forge.seen, issues=(other, *forge.seen.issues))
    assert look(forge).effects == ()
