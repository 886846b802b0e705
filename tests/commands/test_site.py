"""The dashboard of a state as it lies there: whole, empty, or broken in any place."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.commands.site import Studio, site
from bot.effects.site.files import Parts
from bot.effects.site.material import Home
from bot.policy.policy import Policy
from bot.state.documents import put
from bot.state.evidence import DayPage, PortfolioDay, day_path
from bot.state.fleet import FLEET, Equity, Fleet
from bot.state.report.report import REPORT
from tests.effects import reports
from tests.effects.site.reading import PARTS, page
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree


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
    return tree.files


def build(
    files: dict[str, bytes], pages: KeptPages | None = None, parts: Parts = PARTS
) -> tuple[KeptPages, HeardOutput]:
    pages, out = pages or KeptPages(), HeardOutput()
    studio = Studio(MemoryStore(files), out, Policy(), (), None, Home(), parts, pages)
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


def test_an_unchanged_state_changes_nothing() -> None:
    pages, _ = build(state())
    _, out = build(state(), pages)
    assert "nothing changed" in out.said[0]
    assert out.results[0]["changed"] == 0


def test_another_program_makes_pages_anew() -> None:
    pages, _ = build(state())
    _, out = build(state(), pages, replace(PARTS, program="another"))
    assert "shows all of it" not in out.said[0]


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
    assert ("shows all of it" not in out.said[0]) == again


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


@pytest.mark.parametrize("damage", [b"", b'{"v":99}', b'{"v":1,"x":'])
@pytest.mark.parametrize("path", BROKEN)
def test_what_is_broken_is_said_where_it_is_missed(path: str, damage: bytes) -> None:
    damaged = damage + b"\n" if path.endswith("jsonl") else damage
    pages, out = build({**state(), path: damaged})
    assert len(out.warned) == 1, out.warned
    assert path in out.warned[0]
    assert f"Cannot use {path}" in text(pages, BROKEN[path])


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
