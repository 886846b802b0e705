"""The dashboard of a state as it lies there: whole, empty, or broken in any place."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.site import Studio, site
from bot.commands.site_material import Law, gather
from bot.effects.site.addresses import PAGES
from bot.effects.site.files import Parts
from bot.effects.site.material import Home
from bot.policy.evidence import Evidence as Terms
from bot.policy.policy import Policy
from bot.state.audit.entry import ORIGIN, seal
from bot.state.capital import CAPITAL, Capital
from bot.state.documents import Envelope, put
from bot.state.evidence import Checkpoint, DayPage, PortfolioDay, checkpoint_path, day_path
from bot.state.fleet import FLEET, Equity, Fleet
from bot.state.impact import IMPACTS, Impacts, KeptImpact
from bot.state.lease import GATE, Lease
from bot.state.registry import FILES
from bot.state.report.lp import LpFigures
from bot.state.report.report import REPORT
from bot.state.strategies import STRATEGIES, Strategies
from bot.state.tree import Replace
from bot.stats import fold, record
from bot.words.instant import DAY, day_of, render
from tests.effects import reports
from tests.effects.site.past import beliefs, curve
from tests.effects.site.reading import PARTS, at, page
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree

LAW = Law(Policy())
AUDITED = seal(
    {
        "v": 1,
        "seq": 0,
        "at": "2026-11-21T09:00:00.000Z",
        "kind": "decision",
        "actor": "governor",
        "subject": "tide-btc",
        "body": {"from": None, "to": {"stage": "shadow", "verb": "HOLD"}, "why": "It is new."},
        "key": "1",
        "inputs_digest": "",
        "policy_digest": "",
        "code_version": "",
        "prev": ORIGIN,
    }
)
DAMAGE = (
    b"",
    b'{"v":99}',
    b'{"v":1,"x":',
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 50_000,
    b'{"v":"1"}',
)


class KeptPages:
    place = "memory"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.source = ""

    def stands(self, source: str) -> bool:
        return self.source == source

    def publish(self, files: Mapping[str, bytes], source: str) -> int:
        self.source = source
        changed = sum(self.files.get(path) != data for path, data in files.items())
        self.files = dict(files)
        return changed


def state() -> dict[str, bytes]:
    tree = MemoryTree()
    tree.write(put(REPORT.pattern, reports.usual()))
    day = DayPage(day="2026-11-20", portfolio=PortfolioDay(bps=812.4, hours=24))
    tree.write(put(day_path("2026-11-20"), day))
    curve = Equity(at="2026-11-21T00:00:00.000Z", pnl_bps=812.4, drawdown_bps=31.0, hours=24)
    tree.write(put(FLEET.pattern, Fleet(curve=curve)))
    at, until = "2026-11-21T09:30:00.000Z", "2026-11-21T11:00:00.000Z"
    lease = Lease(sequence=7, generated_at=at, valid_until=until)
    tree.write(put(GATE.pattern, lease))
    tree.write(put(CAPITAL.pattern, Capital()))
    tree.write(put(STRATEGIES.pattern, Strategies()))
    tree.write(Replace("state/audit/2026-11.jsonl", AUDITED + b"\n"))
    return tree.files


def build(
    files: dict[str, bytes],
    pages: KeptPages | None = None,
    parts: Parts = PARTS,
    law: Law = LAW,
) -> tuple[KeptPages, HeardOutput]:
    pages, out = pages or KeptPages(), HeardOutput()
    studio = Studio(MemoryStore(files), out, law, (), None, Home(), parts, pages)
    assert site(studio) == 0
    return pages, out


def text(pages: KeptPages, path: str) -> str:
    return page(pages.files[path]).text


def test_a_state_becomes_pages() -> None:
    pages, out = build(state())
    assert "+812.4 bps" in text(pages, "index.html")
    assert "agents/tide-btc.html" in pages.files
    assert out.said == [
        f"The dashboard of 6 agents is in memory: {len(pages.files)} files changed."
    ]
    assert out.published == {"changed": "true"}


NUMBER = st.floats(-300, 300).map(lambda value: round(value, 4))
WEIGHT = st.floats(0, 500).map(lambda value: round(value, 4))
LAST = datetime(2026, 11, 20, tzinfo=UTC)


@st.composite
def pasts(draw: st.DrawFn) -> dict[str, bytes]:
    """Give a state of some days, with what three hypotheses stood at when each began."""
    tree = MemoryTree(state())
    known = tuple(f"{name}/1" for name in list(reports.usual().agents)[:3])
    for back in range(draw(st.integers(1, 6))):
        day = day_of(LAST - back * DAY)
        book = PortfolioDay(bps=draw(NUMBER), hours=24)
        tree.write(put(day_path(day), DayPage(day=day, portfolio=book)))
        begun = fold.enter(fold.start(LAST - back * DAY, Terms()), known)
        columns = {
            name: np.array([draw(of) for _ in known])
            for name, of in (("drift", st.floats(-20, 20)), ("squares", WEIGHT), ("budget", WEIGHT))
        }
        held = np.array([draw(st.sampled_from([0.0, 24.0])) for _ in known])
        whole = replace(begun, evidence=replace(begun.evidence, hours=held, **columns))
        fields = {**record.write(whole), "columns": list(record.COLUMNS)}
        tree.write(put(checkpoint_path(day), Checkpoint.model_validate(fields)))
    now = Equity(at=render(LAST + DAY), pnl_bps=draw(NUMBER), drawdown_bps=draw(WEIGHT), hours=24)
    tree.write(put(FLEET.pattern, Fleet(curve=now)))
    return tree.files


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=pasts())
def test_the_past_on_the_pages_is_that_of_the_state(files: dict[str, bytes]) -> None:
    """Each number is worked out a second time from the files, by other code."""
    read = {path: json.loads(data) for path, data in files.items() if path.endswith(".json")}
    days = {path[11:21]: one["portfolio"]["bps"] for path, one in read.items() if "/days/" in path}
    begun = {path[15:25]: one for path, one in read.items() if path.startswith("state/evidence/")}
    held = beliefs(begun, Policy().promotion.evidence.rho)
    source = {"curve": curve(days, read[FLEET.pattern]["curve"]), "beliefs": held}
    pages, out = build(files)
    assert out.warned == []
    read_back = [page(data) for path, data in pages.files.items() if path.endswith(".html")]
    found = [one for each in read_back for one in each.numbers if one[0].split(".")[0] in source]
    for place, value in found:
        wanted = at(source, place)
        assert value == (None if wanted is None else pytest.approx(wanted, rel=1e-9, abs=1e-6)), (
            place
        )
    assert {f"curve.{day}.{key}" for day in days for key in ("pnl_bps", "drawdown_bps")} <= {
        place for place, _ in found
    }
    known = {name for name, own in held.items() if any(e is not None for e in own.values())}
    assert known == {place.split(".")[1] for place, _ in found if place.startswith("beliefs.")}


def test_an_unchanged_state_changes_nothing() -> None:
    pages, _ = build(state())
    _, out = build(state(), pages)
    assert "nothing changed" in out.said[0]
    assert out.results[0]["changed"] == 0


def test_another_program_makes_pages_anew() -> None:
    pages, _ = build(state())
    _, out = build(state(), pages, replace(PARTS, program="another"))
    assert "as it is" not in out.said[0]


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("state/proposals.json", True),
        ("state/audit/2026-11.jsonl", True),
        ("state/events/signals/2026-11-20.jsonl", False),
        ("state/ledger/2026-11-20.jsonl", False),
    ],
)
def test_pages_are_made_anew_only_for_what_they_show(path: str, *, again: bool) -> None:
    pages, _ = build(state())
    _, out = build({**state(), path: b'{"v":1}\n'}, pages)
    assert ("as it is" not in out.said[0]) == again


def test_no_proposal_is_no_list() -> None:
    pages, _ = build({**state(), "state/proposals.json": b'{"v":1}'})
    assert "No agent was proposed yet" in text(pages, "approvals.html")


def test_an_empty_state_becomes_pages_that_say_so() -> None:
    pages, out = build({})
    assert "Nothing was judged yet" in text(pages, "index.html")
    assert "no audit record yet" in text(pages, "decisions.html")
    assert out.warned == []


BROKEN = {
    "state/reports/meta_report.json": "index.html",
    "state/fleet.json": "index.html",
    "state/gate.json": "approvals.html",
    "state/capital.json": "capital.html",
    "state/reports/failure_forensics.json": "forensics.html",
    "state/proposals.json": "approvals.html",
    "state/days/2026-11-20.json": "index.html",
    "state/evidence/2026-11-20.json": "index.html",
    "state/intents/2026-11.jsonl": "approvals.html",
}


@pytest.mark.parametrize("damage", DAMAGE[:4])
@pytest.mark.parametrize("path", BROKEN)
def test_what_is_broken_is_said_where_it_is_missed(path: str, damage: bytes) -> None:
    damaged = damage + b"\n" if path.endswith("jsonl") else damage
    pages, out = build({**state(), path: damaged})
    assert len(out.warned) == 1, out.warned
    assert path in out.warned[0]
    assert f"Cannot use {path}" in text(pages, BROKEN[path])


UNSHOWN = ("state/book/", "state/reports/lp_")  # the first feeds no page
DOCUMENTS = [
    one.pattern.replace("{day}", "2026-11-20").replace("{month}", "2026-11")
    for one in FILES
    if one.format == "json" and not one.pattern.startswith(UNSHOWN)
]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_broken_document_stops_the_dashboard_and_each_is_named(path: str, damage: bytes) -> None:
    tree = MemoryTree({**state(), path: damage})
    found = gather(tree, LAW, (), None, Home())
    assert any(path in why for why in found.trouble.values())


def whole() -> dict[str, bytes]:
    """Give a state with one of every file that there is."""
    tree = MemoryTree()
    for file in FILES:
        if file.format == "json" and file.model is not Envelope:
            tree.write(put(placed(file.pattern), file.model(v=file.version)))
        else:
            tree.write(Replace(placed(file.pattern), b'{"v":1}\n'))
    begun = {**record.write(fold.start(LAST, Terms())), "columns": list(record.COLUMNS)}
    tree.write(put(checkpoint_path("2026-11-20"), Checkpoint.model_validate(begun)))
    tree.write(Replace("state/intents/2026-11.jsonl", sending("ann", "done") + b"\n"))
    curve = Equity(at="2026-11-21T00:00:00.000Z", pnl_bps=812.4, hours=24)
    tree.write(put(FLEET.pattern, Fleet(curve=curve)))
    return {**tree.files, **{path: data for path, data in state().items() if path != FLEET.pattern}}


def placed(pattern: str) -> str:
    return (
        pattern.replace("{day}", "2026-11-20")
        .replace("{month}", "2026-11")
        .replace("{name}", "daily")
    )


def sending(whom: str, phase: str) -> bytes:
    key = f"mail/lp_daily/{LpFigures().slot}/{whom}"
    fields = {"v": 1, "at": "2026-11-21T09:00:00.000Z", "key": key, "digest": "d", "kind": "mail"}
    return json.dumps({**fields, "phase": phase}).encode()


def numbers(pages: KeptPages) -> set[tuple[str, float | None]]:
    every = [page(data) for path, data in pages.files.items() if path.endswith(".html")]
    return {one for each in every for one in each.numbers}


@pytest.fixture(scope="module")
def sound() -> KeptPages:
    pages, out = build(whole())
    assert out.warned == []
    return pages


def is_named(path: str, out: HeardOutput) -> bool:
    """Tell whether somebody is told; of the audit record and of intents the folder is named."""
    folder = path.rpartition("/")[0]
    return any(path in why or f"{folder}/" in why or f"{folder}:" in why for why in out.warned)


@pytest.mark.parametrize("path", sorted(whole()))
def test_whatever_is_damaged_is_named_or_not_shown_and_no_number_is_made_up(
    path: str, sound: KeptPages
) -> None:
    data = whole()[path]
    cut = (data[: len(data) // 2], b"\xff\xfe", b'{"v":99}')
    for damage in cut:
        pages, out = build({**whole(), path: damage})
        assert pages.files.keys() >= set(PAGES)
        if not is_named(path, out):
            assert pages.files == sound.files, (path, damage[:20])
        assert not made_up(pages, sound), (path, damage[:20])
    pages, _ = build({name: held for name, held in whole().items() if name != path})
    assert not made_up(pages, sound), path


def made_up(pages: KeptPages, sound: KeptPages) -> set[str]:
    """Name numbers that the sound state does not hold; of a record what can be read is counted."""
    new = {place for place, value in numbers(pages) - numbers(sound) if value is not None}
    return new - {"audit.entries"}


def test_to_how_many_a_mail_went_is_counted_by_its_last_phase() -> None:
    lines = [
        sending(*one)
        for one in (
            ("ann", "intended"),
            ("ann", "done"),
            ("bob", "done"),
            ("cy", "failed"),
            ("di", "intended"),
        )
    ]
    other = sending("eve", "done").replace(b"lp_daily", b"lp_weekly")
    log = b"".join(line + b"\n" for line in (*lines, other))
    pages, out = build({**whole(), "state/intents/2026-11.jsonl": log})
    assert out.warned == []
    said = text(pages, "letters.html")
    assert "Sent to 2 recipients, refused for 1 , and of 1 nobody can tell" in said
    found = dict(page(pages.files["letters.html"]).numbers)
    assert (found["mails.lp_daily.sent"], found["mails.lp_daily.failed"]) == (2, 1)


def test_where_the_sendings_cannot_be_read_no_mail_is_said_not_to_have_gone() -> None:
    pages, _ = build({**whole(), "state/intents/2026-11.jsonl": b"{\n"})
    said = text(pages, "letters.html")
    assert "To whom it went is not known" in said
    assert "No sending of it" not in said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("state/reports/ic_weekly.md", "its end is missing"),
        ("state/reports/ic_weekly.json", "ic_weekly.json"),
        ("state/reports/lp_daily.txt", "its end is missing"),
        ("state/reports/lp_daily.json", "lp_daily.json"),
    ],
)
def test_a_damaged_letter_is_named_on_its_page(path: str, words: str) -> None:
    pages, out = build({**whole(), path: b"half of"})
    assert len(out.warned) == 1
    assert words in text(pages, "letters.html")
    gone, out = build({name: data for name, data in whole().items() if name != path})
    if path.endswith((".md", ".txt")):
        assert "it is missing" in out.warned[0]
        assert "it is missing" in text(gone, "letters.html")


@pytest.mark.parametrize("path", sorted(state()))
def test_what_is_missing_after_a_judgement_is_named(path: str) -> None:
    left = {name: data for name, data in state().items() if name != path}
    pages, out = build(left)
    assert "Nothing was judged yet" not in text(pages, "index.html")
    if not path.startswith("state/days/"):  # the first day has no page before it ends
        folder = path.rpartition("/")[0] if "audit" in path else path
        assert any(folder in why and "is missing" in why for why in out.warned), out.warned


def test_a_day_that_is_missing_between_others_is_not_drawn_as_one_without_a_result() -> None:
    early = DayPage(day="2026-11-18", portfolio=PortfolioDay(bps=100.0, hours=24))
    pages, out = build({**state(), day_path("2026-11-18"): put(day_path("x"), early).data})
    assert "state/days/2026-11-19.json: it is missing between days" in out.warned[0]
    assert "+912.4 bps" not in text(pages, "index.html")


def test_policies_that_cannot_be_used_leave_the_rest_on_the_pages() -> None:
    why = "Cannot use the policies: policies/risk.yml:3: is not a number (got ten)"
    pages, out = build(state(), law=Law(None, {"policies/0000": why}))
    assert out.warned[0] == why
    assert "+812.4 bps" in text(pages, "index.html")
    for place in ("index.html", "policy.html", "approvals.html"):
        assert "policies/risk.yml:3" in text(pages, place)
    assert "It is empty" not in text(pages, "approvals.html")


def test_a_broken_audit_record_is_not_called_sound() -> None:
    pages, _ = build({**state(), "state/audit/2026-11.jsonl": b"{\n"})
    assert "is sound" not in text(pages, "decisions.html")
    assert "cannot be read" in text(pages, "decisions.html")


def test_proposals_are_shown_as_words() -> None:
    fox = {
        "id": "1",
        "name": "fox",
        "at": "2026-11-21T09:00:00.000Z",
        "reasons": ["<script>alert(1)</script>"],
    }
    proposals = {"v": 1, "proposals": [fox]}
    pages, _ = build({**state(), "state/proposals.json": json.dumps(proposals).encode()})
    assert "<script>alert(1)</script>" in text(pages, "approvals.html")
    assert b"<script>alert" not in pages.files["approvals.html"]


def test_what_a_change_of_the_rules_would_have_done_is_shown() -> None:
    kept = KeptImpact(head="1", key="2", sentence="<b>Nobody</b> would be killed.", page="")
    impacts = put(IMPACTS.pattern, Impacts(pulls={"12": kept})).data
    pages, _ = build({**state(), IMPACTS.pattern: impacts})
    assert "<b>Nobody</b> would be killed." in text(pages, "policy.html")
    assert b"<b>" not in pages.files["policy.html"]
