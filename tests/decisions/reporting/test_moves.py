"""Which past decisions moved an agent, and on which rule."""

from typing import Any

import pytest

from bot.decisions.reporting.moves import Move, moves
from bot.state.audit.entry import Entry, Kind
from bot.words.instant import parse

AT = parse("2026-11-10T06:30:00.000Z")


def entry(before: str, after: str, *branches: dict[str, Any], kind: Kind = Kind.DECISION) -> Entry:
    body: dict[str, Any] = {
        "from": {"stage": before},
        "to": {"stage": after},
        "tree": list(branches),
    }
    return Entry(0, AT, kind, "governor", "tide-btc", body, "", "", "", "", "", "")


def branch(verb: str, rule: str, outcome: str = "PASS", *, advice: bool = False) -> dict[str, Any]:
    findings = [{"rule": rule, "outcome": outcome}]
    return {"leads_to": verb, "advice": advice, "findings": findings}


DEATH, LOSS = branch("DEMOTE", "death"), branch("KILL", "loss")


@pytest.mark.parametrize(
    ("before", "after", "branches", "rises", "rule"),
    [
        ("live", "demoted", [DEATH], False, "death"),
        ("live", "killed", [DEATH, LOSS], False, "loss"),
        ("live", "demoted", [DEATH, branch("KILL", "loss", "FAIL")], False, "death"),
        ("live", "demoted", [DEATH, branch("KILL", "loss", advice=True)], False, "death"),
        ("live", "demoted", [DEATH, branch("PROMOTE", "days_held")], False, "death"),
        ("live", "canary", [], False, "people"),
        ("shadow", "retired", [branch("RETIRE", "futility")], False, "futility"),
        ("demoted", "canary", [branch("PROMOTE", "days_held")], True, "rise to canary"),
        ("canary", "live", [], True, "rise to live"),
    ],
)
def test_a_move_names_its_rule(
    before: str, after: str, branches: list[dict[str, Any]], *, rises: bool, rule: str
) -> None:
    traded = before in ("canary", "live")
    found = list(moves([entry(before, after, *branches)]))
    trades = after in ("canary", "live")
    assert found == [Move("2026-11-10", "tide-btc", rises, traded, trades, rule)]


@pytest.mark.parametrize(
    "nothing",
    [
        entry("live", "live", DEATH),
        entry("demoted", "shadow"),
        entry("killed", "shadow"),
        entry("live", "killed", LOSS, kind=Kind.HUMAN),
        Entry(0, AT, Kind.DECISION, "g", "all", {"breach": "x"}, "", "", "", "", "", ""),
        Entry(
            0, AT, Kind.DECISION, "g", "class:x", {"from": "a", "to": "b"}, "", "", "", "", "", ""
        ),
    ],
)
def test_what_moved_nobody_is_no_move(nothing: Entry) -> None:
    assert list(moves([nothing])) == []
