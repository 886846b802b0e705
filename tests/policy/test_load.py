from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.load import load, read
from bot.policy.policy import FILES, Policy
from tests.policy.shipped import CLASSIC, POLICIES, texts


def test_the_shipped_default_set_says_the_defaults_of_the_models() -> None:
    assert read(texts()) == (Policy(), ())


@pytest.mark.parametrize("folder", [POLICIES, CLASSIC], ids=["default", "classic"])
def test_both_shipped_sets_are_whole(folder: Path) -> None:
    policy, problems = read(texts(folder))
    assert {path.name for path in folder.glob("*.yml")} == set(FILES)
    assert policy is not None
    assert problems == ()


def test_the_classic_set_has_the_literal_numbers() -> None:
    policy, _ = read(texts(CLASSIC))
    assert policy is not None
    gates, retirement = policy.promotion.gates, policy.retirement
    assert gates.data_fresh == "gate"
    listed = gates.model_dump(exclude={"data_fresh"})
    assert {name: gate for name, gate in listed.items() if gate["use"] == "gate"} == {
        "behavioral_score": {"use": "gate", "min": 80},
        "confidence_decay": {"use": "gate", "below": 0.2},
        "cost_drift": {**listed["cost_drift"], "use": "gate"},
        "realized_pnl_bps": {"use": "gate", "above": 0},
        "pnl_sum_bps": {"use": "gate", "min": 150},
        "hit_rate": {"use": "gate", "min": 0.55},
        "error_count": {"use": "gate", "max": 0},
        "latency_mean_ms": {"use": "gate", "max": 900},
    }
    assert (retirement.kill.use, retirement.points.use) == ("act", "act")
    assert (policy.promotion.canary.rule, policy.promotion.live.rule) == ("skip", "gates")


def test_both_sets_have_the_numbers_that_are_the_same_in_both() -> None:
    for policy, _ in (read(texts()), read(texts(CLASSIC))):
        assert policy is not None
        points, kill = policy.retirement.points, policy.retirement.kill
        assert (kill.pnl_sum_below_bps, kill.error_rate_above) == (-150, 0.2)
        assert [part.points for part in (points.losing, points.deep_loss)] == [40, 30]
        assert [part.points for part in (points.errors, points.costly)] == [20, 10]
        assert (points.retire_at, points.watch_at, points.losing.min_runs) == (80, 55, 10)
        assert (points.errors.error_rate_above, points.costly.cost_above_usd) == (0.1, 5)
        assert policy.regimes.caps.model_dump(by_alias=True) == {
            "RISK_OFF": 0.2,
            "HIGH_VOL": 0.35,
            "MIXED": 0.6,
            "RISK_ON": 1.0,
        }
        assert (policy.regimes.unknown_cap, policy.regimes.min_data_points) == (0.5, 20)
        assert (policy.risk.max_drawdown_bps, policy.risk.agent_dd_breach_bps) == (250, 150)
        assert (policy.risk.portfolio_risk_budget_usd, policy.risk.max_position_usd) == (1000, 250)
        assert (policy.risk.nav_usd, policy.risk.risk_budget_pct) == (1_000_000, 0.02)


def test_unset_trading_mode_is_shadow() -> None:
    policy, problems = load(texts(), {})
    assert policy is not None
    assert policy.governor.mode == "shadow"
    assert problems == ()


MISTAKES = {
    "agents.yml": b"""\
v: 1
agents:
  - name: alpha
    strategy_class: momentum
    entry_point: agents.alpha:run
    stage: production
  - name: beta
    strategy_class: momentum
    entry_point: agents.beta:run
    parent: alpah
  - {name: Alpha, strategy_class: carry, entry_point: "agents.other:run"}
""",
    "kill_list.yml": b"""\
v: 1
agents:
  - name: gamma
    reason: it lost
    by: kim
strategy_classes:
  - {name: momentun, reason: crowded, by: kim}
""",
    "regimes.yml": b"""\
v: 1
caps:
  RISK_OFF: 0.2
  HIGH_VOL: 1.35
min_data_point: 20
""",
}


AGENTS, KILLS, REGIMES = (f"policies/{name}" for name in MISTAKES)
EXPECTED = [
    (AGENTS, 6, "agents[0].stage", "must be shadow, canary or live"),
    (AGENTS, 10, "agents[1].parent", "is not a registered agent; did you mean alpha?"),
    (AGENTS, 11, "agents[2].name", "is there twice; the first is on line 3"),
    (KILLS, 3, "agents[0].name", "is not a registered agent"),
    (
        KILLS,
        7,
        "strategy_classes[0].name",
        "is not a registered strategy class; did you mean momentum?",
    ),
    (REGIMES, 4, "caps.HIGH_VOL", "must be at least 0 and at most 1"),
    (REGIMES, 5, "min_data_point", "is not a key here; did you mean min_data_points?"),
]


def test_seven_mistakes_in_three_files_are_seven_problems_with_file_and_line() -> None:
    mistaken = {f"policies/{name}": text for name, text in MISTAKES.items()}
    policy, problems = read(texts() | mistaken)
    assert policy is None
    assert [(p.file, p.line, p.field, p.reason) for p in problems] == EXPECTED
    assert problems[0].sentence() == (
        "policies/agents.yml:6: agents[0].stage must be shadow, canary or live (got production)"
    )


def test_nonsense_in_the_environment_is_listed_with_the_mistakes_of_the_files() -> None:
    policy, problems = load(texts() | {"policies/risk.yml": b"v: 2\n"}, {"TRADING_MODE": "yes"})
    assert policy is None
    assert [(p.file, p.line, p.field) for p in problems] == [
        ("policies/risk.yml", 1, "v"),
        ("environment", None, "TRADING_MODE"),
    ]
    assert load(texts(), {"MAX_POSITION_USD": "NaN"})[0] is None


def test_a_loosening_variable_leaves_a_notice() -> None:
    policy, problems = load(texts(), {"MAX_POSITION_USD": "300"})
    assert policy is not None
    assert problems == ()
    assert policy.notices == (
        "MAX_POSITION_USD=300 is looser than the policy's 250 and was ignored.",
    )


@pytest.mark.parametrize("file", FILES)
def test_every_file_must_be_there(file: str) -> None:
    policy, problems = read({path: text for path, text in texts().items() if file not in path})
    assert policy is None
    assert [(p.file, p.line) for p in problems] == [(f"policies/{file}", None)]


def test_a_name_that_is_off_is_said_with_the_nearest() -> None:
    given = texts()
    given["policies/kil_list.yml"] = given.pop("policies/kill_list.yml")
    given["old/risk.yml"] = given["policies/risk.yml"]
    _, problems = read(given)
    assert [(p.file, p.reason) for p in problems] == [
        ("policies/kil_list.yml", "is not a policy file; did you mean kill_list.yml?"),
        (
            "policies/kill_list.yml",
            "is missing; take it from the shipped set, nothing runs without it",
        ),
        ("policies/risk.yml", "is a second file of this name; keep one"),
    ]


def test_no_files_at_all_is_nine_problems() -> None:
    assert len(read({})[1]) == len(FILES)


LINES = st.sampled_from(
    [
        "agents:",
        "  - name: a",
        "    strategy_class: [x]",
        "    parent: a",
        "  - 3",
        "caps: {agent: 2, symbols: {BTC: x}}",
        "v: 1",
        "venues: [1, {name: }]",
        "costs: {venues: {a: 1}}",
        "score: 3",
        "evidence: {filter: {edges: [a], prior: {}}}",
        "agent_position_usd: []",
        "all: true",
        "horizons_hours: {}",
        "cadence_minutes: 0",
    ]
)


@given(st.dictionaries(st.sampled_from(sorted(FILES)), st.lists(LINES, max_size=6), max_size=4))
def test_no_mistake_escapes_as_an_exception(files: dict[str, list[str]]) -> None:
    mistaken = {f"policies/{name}": "\n".join(lines).encode() for name, lines in files.items()}
    policy, problems = read(texts() | mistaken)
    assert (policy is None) == bool(problems)
    assert all(problem.reason and problem.file for problem in problems)


def test_the_example_in_the_registry_can_be_used_as_it_stands() -> None:
    registry = texts()["policies/agents.yml"].decode()
    _, example = registry.split("\n# agents:\n")
    lines = [line.removeprefix("# ") for line in example.splitlines()]
    used = "\n".join(["v: 1", "agents:", *lines]).encode()
    policy, problems = read(texts() | {"policies/agents.yml": used})
    assert problems == ()
    assert policy is not None
    assert [agent.name for agent in policy.agents.agents] == ["momentum-btc"]
