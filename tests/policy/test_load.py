from bot.policy.load import load, read
from bot.policy.policy import Policy
from tests.policy.shipped import texts


def test_the_shipped_default_set_says_the_defaults_of_the_models() -> None:
    assert read(texts()) == (Policy(), ())


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
