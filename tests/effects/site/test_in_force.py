"""The policy page says what ruled, and what was replayed of what rules now."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.decisions.replaying.trial import deciding
from bot.effects.site.files import files
from bot.effects.site.in_force import last_replay, standing
from bot.effects.site.material import Home, Material
from bot.policy.agents import Agent, Agents
from bot.policy.policy import Policy
from bot.policy.risk import Risk
from bot.state.audit.entry import Entry, Kind
from bot.state.impact import Impacts, KeptImpact, Merged
from bot.state.report.report import Report
from tests.effects import reports
from tests.effects.site.reading import PARTS, page

POLICY = Policy()
OTHER = Policy(risk=Risk.model_validate({"v": 1, "MAX_DRAWDOWN_BPS": 100}))
PAGE = "**Nobody** would be killed.\n\n| Measure |\n| --- |\n| PnL |\n\n```mermaid\nxychart\n```\n"


def judged(digest: str) -> Report:
    return reports.usual(meta=reports.meta(policy_digest=digest))


def entry(digest: str) -> Entry:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Entry(1, at, Kind.DIGEST, "governor", "", {}, "", digest, "", "", "", "")


@pytest.mark.parametrize(
    ("report", "entries", "words"),
    [
        (Report(), (), "Nothing was judged yet"),
        (judged(POLICY.digest), (), "The last report was judged by it"),
        (judged("ab" * 32), (), "after the last one, which `abababababab` ruled"),
        (judged("ab" * 32), (entry("ab" * 32),), "The next cycle judges by it"),
        (judged("ab" * 32), (entry(POLICY.digest),), "this one ruled before"),
    ],
)
def test_which_policies_the_last_report_was_judged_by(
    report: Report, entries: tuple[Entry, ...], words: str
) -> None:
    assert words in standing(POLICY, report, entries)


def kept(policy: Policy) -> Impacts:
    impact = KeptImpact(
        head="1", key="2", sentence="**Nobody** would be killed.", page=PAGE, rules=deciding(policy)
    )
    return Impacts(in_force=Merged(number="12", impact=impact))


def test_the_replay_of_other_rules_is_not_that_of_the_policy_in_force() -> None:
    assert last_replay(POLICY, kept(POLICY))
    assert last_replay(POLICY, kept(OTHER)) is None
    assert last_replay(POLICY, Impacts()) is None


def test_a_newcomer_leaves_the_rules_as_they_were_replayed() -> None:
    fox = Agent(name="fox", strategy_class="momentum")
    grown = replace(POLICY, agents=Agents(v=1, agents=(fox,)), digest="")
    assert grown.digest != POLICY.digest
    assert last_replay(grown, kept(POLICY))


def test_the_page_tells_of_the_last_replay_and_links_its_request() -> None:
    home = Home("https://github.com/acme/fleet")
    made = files(Material(policy=POLICY, impacts=kept(POLICY), home=home), PARTS)["policy.html"]
    found = page(made)
    assert "Pull request #12" in found.text
    assert "PnL" in found.text
    assert "xychart" not in found.text
    assert ("a", {"href": "https://github.com/acme/fleet/pull/12"}) in found.tags
    without = files(Material(policy=OTHER, impacts=kept(POLICY)), PARTS)["policy.html"]
    assert "was not replayed before it was merged" in page(without).text
