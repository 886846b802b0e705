from collections.abc import Iterator, Mapping

import pytest

from bot.policy.load import read
from bot.policy.policy import Policy
from bot.policy.risk_change import Change, changes, raised
from bot.policy.risk_rules import RULES, Risk, rule_for
from bot.words.canonical import Json
from bot.words.stage import Stage
from tests.policy.shipped import CLASSIC, texts

UP, DOWN, FLAT = Risk.RAISING, Risk.LOWERING, Risk.NEUTRAL
TIDE = "  - {name: tide, strategy_class: momentum, version: a, stage: canary, owner: kim}\n"
EBB = (
    "  - {name: ebb, strategy_class: carry, entry_point: 'ebb:run', code: [ebb.py], "
    "schedule: '5 * * * *', parent: tide, max_weight: 0.1}\n"
)
REGISTRY = f"v: 1\nagents:\n{TIDE}{EBB}"
KILLS = "v: 1\nagents:\n  - {name: tide, reason: odd fills, by: kim}\n"
BASE = {
    **texts(),
    "policies/agents.yml": REGISTRY.encode(),
    "policies/kill_list.yml": KILLS.encode(),
}


def policy(files: Mapping[str, bytes]) -> Policy:
    found, problems = read(files)
    assert found, problems
    return found


BEFORE = policy(BASE)


def edited(file: str, *edits: tuple[str, str]) -> dict[str, bytes]:
    text = BASE[f"policies/{file}.yml"].decode()
    for old, new in edits:
        assert old in text, f"{old!r} is not in {file}.yml"
        text = text.replace(old, new, 1)
    return {**BASE, f"policies/{file}.yml": text.encode()}


def found(file: str, *edits: tuple[str, str]) -> tuple[Change, ...]:
    files = edited(file, *edits)
    return changes(BEFORE, policy(files), files)


CASES: tuple[tuple[str, str, str, str, Risk], ...] = (
    # what an agent may do
    ("agents", "stage: canary", "stage: live", "agents.tide.stage", UP),
    ("agents", "stage: canary", "stage: shadow", "agents.tide.stage", DOWN),
    ("agents", "class: carry", "class: momentum", "agents.ebb.strategy_class", UP),
    ("agents", "version: a", "version: c", "agents.tide.version", UP),
    ("agents", "[ebb.py]", "[ebb.py, x.py]", "agents.ebb.code", UP),
    ("agents", "'ebb:run'", "'ebb:walk'", "agents.ebb.entry_point", UP),
    ("agents", "version: a", "version: a, model: m", "agents.tide.model", UP),
    ("agents", "version: a", f"version: a, preserves: {'a' * 64}", "agents.tide.preserves", UP),
    ("agents", "version: a", "version: a, secrets: [A_KEY]", "agents.tide.secrets", UP),
    ("agents", "schedule: '5 ", "schedule: '*/5 ", "agents.ebb.schedule", UP),
    ("agents", ", schedule: '5 * * * *'", "", "agents.ebb.schedule", DOWN),
    ("agents", ", parent: tide", "", "agents.ebb.parent", UP),
    ("agents", "owner: kim", "owner: lee", "agents.tide.owner", FLAT),
    ("agents", "max_weight: 0.1", "max_weight: 0.2", "agents.ebb.max_weight", UP),
    ("agents", "max_weight: 0.1", "max_weight: 0.05", "agents.ebb.max_weight", DOWN),
    ("agents", ", max_weight: 0.1", "", "agents.ebb.max_weight", UP),
    ("agents", EBB, "", "agents.ebb", DOWN),
    ("agents", EBB, EBB + EBB.replace("ebb", "new"), "agents.new", FLAT),
    ("agents", TIDE, TIDE + TIDE.replace("tide", "new"), "agents.new", UP),
    # what people stopped
    ("kill_list", "v: 1\n", "v: 1\nall: true\n", "all", DOWN),
    ("kill_list", "{name: tide, ", "{name: ebb, reason: x, by: y}\n  - {name: tide, ", "", DOWN),
    ("kill_list", "agents:\n  - {name: tide, reason: odd fills, by: kim}\n", "", "agents.tide", UP),
    ("kill_list", "odd fills", "very odd fills", "agents.tide.reason", FLAT),
    (
        "kill_list",
        "v: 1\n",
        "v: 1\nstrategy_classes: [{name: carry, reason: x, by: y}]\n",
        "strategy_classes.carry",
        DOWN,
    ),
    # caps and limits
    ("risk", "MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300", "MAX_DRAWDOWN_BPS", UP),
    ("risk", "MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 200", "MAX_DRAWDOWN_BPS", DOWN),
    ("risk", "MAX_POSITION_USD: 250", "MAX_POSITION_USD: 200", "MAX_POSITION_USD", DOWN),
    ("risk", "haircut: 0.5", "haircut: 0.9", "haircut", UP),
    ("risk", "agent_position_usd: {}", "agent_position_usd: {tide: 9}", "", DOWN),
    ("risk", "rollback_lookback_days: 14", "rollback_lookback_days: 7", "", UP),
    ("risk", "nav_usd: 1000000", "nav_usd: 2000000", "nav_usd", FLAT),
    ("regimes", "RISK_OFF: 0.2", "RISK_OFF: 0.3", "caps.RISK_OFF", UP),
    ("regimes", "unknown_within_last_known: true", "unknown_within_last_known: false", "", UP),
    ("regimes", "min_data_points: 20", "min_data_points: 30", "min_data_points", DOWN),
    ("allocation", "agent: 0.2 ", "agent: 0.1 ", "caps.agent", DOWN),
    ("allocation", "symbols: {}", "symbols: {BTCUSDT: 0.1}", "caps.symbols.BTCUSDT", DOWN),
    ("allocation", "temperature: 1 ", "temperature: 0.5 ", "temperature", UP),
    ("allocation", "method: softmax", "method: quality", "method", UP),
    # what must be shown
    ("promotion", "e_value: 7", "e_value: 5", "canary.e_value", UP),
    ("promotion", "e_value: 7", "e_value: 9", "canary.e_value", DOWN),
    ("promotion", "rule: evidence", "rule: skip", "canary.rule", UP),
    ("promotion", "rule: fdr", "rule: bh", "live.rule", DOWN),
    ("promotion", "rule: fdr", "rule: gates", "live.rule", UP),
    ("promotion", "{use: gate, min: 80}", "{use: advise, min: 80}", "", UP),
    ("promotion", "{use: gate, min: 80}", "{use: gate, min: 70}", "", UP),
    ("promotion", "{use: gate, min: 80}", "{use: gate, min: 90}", "", DOWN),
    ("promotion", "below: 0.75", "below: 0.8", "gates.confidence_decay.below", UP),
    ("promotion", "{use: off, min: 150}", "{use: gate, min: 150}", "gates.pnl_sum_bps.use", DOWN),
    ("promotion", "data_fresh: gate", "data_fresh: off", "gates.data_fresh", UP),
    ("promotion", "trades: 20", "trades: 10", "minimum.trades", UP),
    ("promotion", "rho: 60", "rho: 61", "evidence.rho", UP),
    ("promotion", "em_steps: 3", "em_steps: 4", "evidence.filter.em_steps", UP),
    ("promotion", "weight: 0.3, full: 0,", "weight: 0.3, full: 0.01,", "", UP),
    ("promotion", "rule: filter ", "rule: off ", "demotion.rule", UP),
    ("promotion", "p_dead: 0.8", "p_dead: 0.7", "demotion.p_dead", DOWN),
    ("retirement", "hold_periods: 6", "hold_periods: 4", "two_of_four.hold_periods", DOWN),
    # how it runs
    ("governor", "mode: shadow", "mode: live", "mode", UP),
    ("governor", "minutes: 90", "minutes: 120", "lease.minutes", UP),
    ("governor", "minutes: 90", "minutes: 60", "lease.minutes", DOWN),
    ("governor", "fee_bps: 10", "fee_bps: 5", "costs.fee_bps", UP),
    ("governor", "fee_bps: 10", "fee_bps: 12", "costs.fee_bps", DOWN),
    ("governor", "branch: governor-state", "branch: other", "state.branch", UP),
    ("governor", "broker: paper", "broker: other", "broker", UP),
    ("governor", "alerts: []", "alerts: [a@example.com]", "notifications.alerts", FLAT),
    ("governor", "temperature: 0.2", "temperature: 0.3", "llm.temperature", FLAT),
    ("prices", 'interval: "1m"', 'interval: "5m"', "interval", UP),
    ("prices", "max_gap_minutes: 15", "max_gap_minutes: 5", "max_gap_minutes", DOWN),
)


@pytest.mark.parametrize(("file", "old", "new", "key", "risk"), CASES)
def test_each_difference_leads_one_way(file: str, old: str, new: str, key: str, risk: Risk) -> None:
    (change,) = found(file, (old, new))
    assert change.risk is risk
    assert change.key.endswith(key)


def leaves(value: Json, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Mapping) and value:
        for name, below in value.items():
            yield from leaves(below, (*path, name))
    else:
        yield path


NAMED_KEYS = [
    *(("agents", "agents", "x", name) for name in BEFORE.agents.agents[0].model_dump()),
    *(("kill_list", "agents", "x", name) for name in ("reason", "by")),
    ("risk", "agent_position_usd", "x"),
    ("allocation", "caps", "symbols", "x"),
    ("allocation", "caps", "strategy_classes", "x"),
]
TABLES = ("agents", "strategy_classes", "symbols", "agent_position_usd")
KEYS = [path for path in leaves(Policy().wire()) if path[-1] not in ("v", *TABLES)]


@pytest.mark.parametrize("path", [*KEYS, *NAMED_KEYS], ids=".".join)
def test_somebody_has_thought_of_every_key(path: tuple[str, ...]) -> None:
    assert rule_for(path) or path[-1] == "name"


def test_a_key_that_nobody_thought_of_raises_risk() -> None:
    assert rule_for(("risk", "not_yet_invented")) is None
    assert rule_for(("risk", "severity", "not_yet_invented")) is None


def test_and_is_found_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, ("risk", "haircut"))
    (change,) = found("risk", ("haircut: 0.5", "haircut: 0.4"))
    assert change.risk is UP


def test_a_change_is_found_on_its_line() -> None:
    files = edited("agents", ("stage: canary", "stage: live"))
    (change,) = changes(BEFORE, policy(files), files)
    assert (change.file, change.line) == ("policies/agents.yml", 3)
    assert change.sentence() == "agents.tide.stage: canary becomes live"


def test_what_is_gone_is_shown_where_it_was_listed() -> None:
    (change,) = found("agents", (EBB, ""))
    assert (change.file, change.line) == ("policies/agents.yml", 2)
    assert change.sentence() == "agents.ebb is removed"


def test_a_key_left_out_is_compared_by_what_holds_instead() -> None:
    strict = edited("risk", ("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 100"))
    silent = edited("risk", ("MAX_DRAWDOWN_BPS: 250", "# nothing of"))
    (change,) = changes(policy(strict), policy(silent), silent)
    assert (change.risk, change.after) == (UP, 250)


def test_layout_comments_and_order_are_no_change() -> None:
    turned = BASE["policies/agents.yml"].decode().replace(TIDE + EBB, EBB + TIDE) + "# a word\n"
    files = {**BASE, "policies/agents.yml": turned.encode()}
    assert changes(BEFORE, policy(files), files) == ()


def test_there_and_back_again_is_the_other_way_round() -> None:
    classic = {**BASE, **texts(CLASSIC), **{p: BASE[p] for p in ("policies/agents.yml",)}}
    to = changes(BEFORE, policy(classic), classic)
    fro = changes(policy(classic), BEFORE, BASE)
    ways = {change.path: change.risk for change in fro}
    assert len(to) == len(fro) > 10
    for change in to:
        back = ways[change.path]
        assert (change.risk is FLAT) == (back is FLAT)
        assert change.risk is not DOWN or back is UP


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("stage: canary", "stage: live", {"tide": Stage.LIVE}),
        ("stage: canary", "stage: shadow", {}),
        ("parent: tide", "stage: canary, owner: kim", {"ebb": Stage.CANARY}),
        (EBB, EBB + TIDE.replace("tide", "new"), {"new": Stage.CANARY}),
        (EBB, EBB + EBB.replace("ebb", "new"), {}),
        (EBB, "", {}),
    ],
)
def test_who_may_rise(old: str, new: str, names: dict[str, Stage]) -> None:
    assert raised(BEFORE, policy(edited("agents", (old, new)))) == names
