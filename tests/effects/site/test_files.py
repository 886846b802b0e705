"""The pages as a whole: their numbers are the report's, foreign words stay words."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.effects.charts.equity import Point
from bot.effects.site.addresses import PAGES, agent_page
from bot.effects.site.files import files
from bot.effects.site.material import Home, Material
from bot.policy.policy import Policy
from bot.state.lease import Lease
from bot.state.report.agent import AgentRow, BinRow, Branch, EvidenceRow, Row, SliceRow
from bot.state.report.forensics import ForensicReport, ForensicTest, LookalikeRow, WorstTrade
from bot.state.report.report import Report
from tests.effects import reports
from tests.effects.site.reading import PARTS, Page, at, page

POINTS = (Point("2026-11-19", 100.0, 0.0), Point("2026-11-20", 812.4, 31.0))
HOSTILE = (
    """"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7117 * 7 }}</style>'`@org\u202e"""
)
HOME = Home("https://github.com/acme/fleet", "main", "governor-state")


def drawn(report: Report, **more: Any) -> dict[str, Page]:  # noqa: ANN401 - fields of Material
    made = files(Material(report=report, policy=Policy(), points=POINTS, **more), PARTS)
    return {path: page(data) for path, data in made.items() if path.endswith(".html")}


FINITE = st.floats(-1e7, 1e7).map(lambda value: round(value, 4) + 0.0)
MAYBE = st.none() | FINITE
COUNTS = st.integers(0, 10**9)
MEASURES = (*reports.NULL, "score")
COUNTED = ("runs", "signals", "ties", "flat", "tokens_in", "tokens_out", "retirement_score")
BELIEVED = ("e_value", "peak_e_value", "mean_bps", "bound_bps", "p_active", "p_dead")


SLICES = st.builds(SliceRow, n=COUNTS, net_bps=FINITE, hit_rate=MAYBE)
BINS = st.builds(BinRow, low=st.just(0.5), n=COUNTS, said=st.floats(0, 1), came=st.floats(0, 1))
FINDINGS = st.lists(
    st.tuples(st.just("e_value"), st.just("PASS"), MAYBE, st.just("≥"), FINITE), max_size=2
)
TRIED = st.builds(
    ForensicTest,
    agent=st.just("fox"),
    hypothesis=st.just("stale"),
    outcome=st.sampled_from(["supported", "rejected"]),
    effect=MAYBE,
    n_worst=COUNTS,
    n_others=COUNTS,
    p=MAYBE,
    q=MAYBE,
)
LOST = {"confidence": MAYBE, "latency_ms": MAYBE, "net_bps": FINITE}


@st.composite
def agents(draw: st.DrawFn) -> AgentRow:
    measured: Any = draw(st.fixed_dictionaries(dict.fromkeys(MEASURES, MAYBE)))
    counted: Any = draw(st.fixed_dictionaries(dict.fromkeys(COUNTED, COUNTS)))
    believed: Any = draw(st.fixed_dictionaries(dict.fromkeys(BELIEVED, MAYBE)))
    branch = Branch(title="Gates", leads_to="PROMOTE", findings=tuple(draw(FINDINGS)))
    return reports.agent(
        draw(st.sampled_from(["shadow", "canary", "live", "killed"])),
        evidence=EvidenceRow(epoch=1, fingerprint="f", **believed),
        regimes=draw(st.dictionaries(st.sampled_from(["RISK_ON", "MIXED"]), SLICES)),
        horizons=draw(st.dictionaries(st.sampled_from(["1", "4", "24"]), SLICES)),
        symbols=draw(st.dictionaries(st.sampled_from(["BTC", "ETH"]), SLICES)),
        bins=tuple(draw(st.lists(BINS, max_size=2))),
        n=draw(st.dictionaries(st.sampled_from(MEASURES), COUNTS)),
        findings=(branch,),
        **measured,
        **counted,
    )


FLEETS = st.dictionaries(st.from_regex(r"\A[a-z]{3,9}\Z"), agents(), min_size=1, max_size=3)


@st.composite
def examinations(draw: st.DrawFn) -> ForensicReport:
    words = dict.fromkeys(WorstTrade.model_fields, "fox")
    unknown = dict.fromkeys(("symbol_turbulence", "market_turbulence", "sticky", "cost_usd"))
    known = {"received_at": reports.SINCE, "exit_at": reports.NOW, "gross_bps": 1.0, "errors": 0}
    worst = draw(st.lists(st.fixed_dictionaries(LOST), max_size=2))
    return ForensicReport(
        generated_at=reports.NOW,
        trades=draw(COUNTS),
        worst=[WorstTrade.model_validate({**words, **unknown, **known, **one}) for one in worst],
        tests=draw(st.lists(TRIED, max_size=3)),
        lookalikes=[LookalikeRow(agent="fox", like="owl", agreement=0.9, common=draw(COUNTS))],
    )


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(fleet=FLEETS, pnl=FINITE, hit=MAYBE, told=FINDINGS, examined=examinations())
def test_every_number_is_the_reports(
    fleet: dict[str, AgentRow],
    pnl: float,
    hit: float | None,
    told: list[Row],
    examined: ForensicReport,
) -> None:
    row = reports.fleet(portfolio_pnl_bps=pnl, portfolio_hit_rate=hit)
    meta, scored = reports.meta(findings=tuple(told)), reports.scorecard()
    report = reports.usual(agents=fleet, fleet=row, meta=meta, scorecard=scored)
    pages = drawn(report, forensics=examined)
    source = {
        **report.model_dump(mode="json"),
        "failure_forensics": examined.model_dump(),
        "curve": {
            one.day: {"pnl_bps": one.pnl_bps, "drawdown_bps": one.drawdown_bps} for one in POINTS
        },
    }
    for path, each in pages.items():
        assert not each.placeless, path
        for place, value in each.numbers:
            assert value == at(source, place), place
    for name, agent in fleet.items():
        assert wanted(name, agent) <= {place for place, _ in pages[agent_page(name)].numbers}
        in_table = {place for place, _ in pages["agents.html"].numbers}
        assert {
            f"agents.{name}.{key}" for key in ("score", "alpha_30d_bps", "cost_usd")
        } <= in_table
    of_rules = {place for place, _ in pages["policy.html"].numbers}
    assert {"scorecard.total.right", "scorecard.rules.0.lost_bps", "scorecard.held_bps"} <= of_rules
    beyond = {"rules.0.classic.bps", "classic.more_bps", "classic.high", "classic.total.lost_bps"}
    assert {f"scorecard.{one}" for one in beyond} <= of_rules
    shown = {place for place, _ in pages["forensics.html"].numbers}
    assert {f"failure_forensics.tests.{index}.q" for index in range(len(examined.tests))} <= shown
    assert {
        f"failure_forensics.worst.{index}.net_bps" for index in range(len(examined.worst))
    } <= shown


def wanted(name: str, agent: AgentRow) -> set[str]:
    place = f"agents.{name}"
    whole = {f"{place}.{key}" for key in (*MEASURES, *COUNTED)}
    whole |= {f"{place}.evidence.{key}" for key in BELIEVED}
    for part in ("regimes", "horizons", "symbols"):
        whole |= {f"{place}.{part}.{key}.n" for key in getattr(agent, part)}
    whole |= {f"{place}.bins.{index}.came" for index in range(len(agent.bins))}
    rows = agent.findings[0].findings
    return whole | {f"{place}.findings.0.findings.{index}.2" for index in range(len(rows))}


def test_what_people_read_is_the_number_as_it_is_written() -> None:
    text = drawn(reports.usual())["index.html"].text
    for words in ("+812.4 bps", "31.0 bps", "55.1%", "\N{MINUS SIGN}61.3 bps", "14.0%", "n 49"):
        assert words in text, words


def test_what_is_not_known_is_a_dash_and_never_nothing() -> None:
    report = reports.usual(fleet=reports.fleet(portfolio_hit_rate=None))
    overview = drawn(report)["index.html"]
    assert ("fleet.portfolio_hit_rate", None) in overview.numbers
    assert "not known" in overview.text


@pytest.mark.parametrize("place", PAGES)
def test_nothing_judged_yet_is_said_on_every_page(place: str) -> None:
    made = files(Material(), PARTS)
    found = page(made[place])
    assert "yet" in found.text
    assert not [value for _, value in found.numbers if value == 0]


def hostile() -> Report:
    name, row = HOSTILE, reports.agent("shadow", why=HOSTILE, owner=HOSTILE, regimes={})
    node = reports.node(HOSTILE).model_copy(update={"reason": HOSTILE, "proposal": HOSTILE})
    lineage = reports.usual().lineage.model_copy(update={"nodes": {name: node}})
    shaped = row.model_copy(
        update={
            "strategy_class": HOSTILE,
            "stage": HOSTILE,
            "regimes": {HOSTILE: SliceRow(n=1, net_bps=1.0, hit_rate=None)},
        }
    )
    return reports.usual(agents={name: shaped}, lineage=lineage)


def test_foreign_words_stay_words() -> None:
    for path, found in drawn(hostile(), home=HOME).items():
        images = [tag for tag, _ in found.tags if tag in ("img", "style", "iframe", "object")]
        scripts = [held for tag, held in found.tags if tag == "script"]
        handlers = [key for _, held in found.tags for key in held if key.startswith("on")]
        assert not images, path
        assert not handlers, path
        assert all(
            held.get("type") == "application/json"
            or str(held.get("src")).startswith(("assets/", "../assets/"))
            for held in scripts
        ), path
        assert "49819" not in found.text
        assert "\u202e" not in found.text


def test_a_strange_name_has_a_plain_address() -> None:
    assert re.fullmatch(r"agents/_[0-9a-f]{16}\.html", agent_page(HOSTILE))
    assert agent_page("../index") != "agents/../index.html"
    assert agent_page("tide-btc") == "agents/tide-btc.html"


@pytest.mark.parametrize("report", [reports.usual(), Report(), reports.breached()])
def test_pages_ask_nobody_else_for_anything(report: Report) -> None:
    for path, found in drawn(report, home=HOME).items():
        policies = [h["content"] for t, h in found.tags if h.get("http-equiv")]
        assert [str(one)[:19] for one in policies] == ["default-src 'none';"], path
        loaded = [h.get("src") for t, h in found.tags if t in ("script", "img")]
        loaded += [h.get("href") for t, h in found.tags if t == "link"]
        assert not [one for one in loaded if one and "//" in one], path
        assert not [h for _, h in found.tags if "style" in h], path


def test_links_within_the_site_lead_to_pages_that_are_there() -> None:
    pages = drawn(reports.usual())
    for path, found in pages.items():
        folder = path.rpartition("/")[0]
        for tag, held in found.tags:
            link = held.get("href") or ""
            if tag == "a" and not link.startswith(("#", "http")):
                whole = f"{folder}/{link}" if folder else link
                assert re.sub(r"\w+/\.\./", "", whole) in pages, (path, link)


def test_buttons_lead_to_the_forge_and_hold_no_token() -> None:
    links = [h.get("href") for _, h in drawn(reports.breached(), home=HOME)["approvals.html"].tags]
    assert "https://github.com/acme/fleet/actions/workflows/kill.yml" in links
    assert "https://github.com/acme/fleet/actions/workflows/release.yml" in links
    assert "https://github.com/acme/fleet/edit/main/policies/kill_list.yml" in links


def test_no_branch_or_number_leads_elsewhere() -> None:
    strange = Home("https://github.com/acme/fleet", "a?b#c", 'x" onclick="y')
    assert strange.edit("policies/a.yml").endswith("/edit/a%3Fb%23c/policies/a.yml")
    assert strange.state("state/x.json").endswith("/blob/x%22%20onclick%3D%22y/state/x.json")
    assert [strange.pull(one) for one in ("../1", "1?a=b", "\u0661", "javascript:1")] == [""] * 4


def test_without_an_address_there_are_no_dead_buttons() -> None:
    found = drawn(reports.breached())["approvals.html"]
    assert not [h for _, h in found.tags if "act" in str(h.get("class", "")).split()]
    assert "--home" in found.text


def test_the_same_state_gives_the_same_bytes() -> None:
    material = Material(report=reports.usual(), policy=Policy(), points=POINTS)
    assert files(material, PARTS) == files(material, PARTS)


def test_trouble_is_said_where_something_is_missing() -> None:
    trouble = {"state/fleet.json": "Cannot use state/fleet.json: it is not JSON."}
    found = drawn(reports.usual(), trouble=trouble)
    assert "Left out here: Cannot use state/fleet.json" in found["index.html"].text
    assert "Cannot use state/fleet.json" in found["agents.html"].text


@pytest.mark.parametrize("path", ["index.html", "approvals.html"])
def test_no_part_of_a_page_is_blank_or_says_never_where_the_report_cannot_be_read(
    path: str,
) -> None:
    found = Material(trouble={"state/reports/meta_report.json": "Cannot use it."}, policy=Policy())
    drawn = files(found, PARTS)[path].decode()
    report = {"breach", "rises", "falls", "machine", "shares", "stages"}
    for name, part in re.findall(
        r'<section[^>]*aria-labelledby="(.*?)">(.*?)</section>', drawn, re.DOTALL
    ):
        if name in report:
            assert "Left out here: Cannot use it." in part, name
            assert 'class="nothing"' not in part, name


def test_a_lease_that_cannot_be_read_is_not_called_shadow() -> None:
    trouble = {"state/gate.json": "Cannot use state/gate.json: it is not JSON."}
    found = drawn(reports.usual(), trouble=trouble, lease=Lease())
    assert "Mode not known" in found["index.html"].text
