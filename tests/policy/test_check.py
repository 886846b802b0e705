"""Each relation between values, broken once: the file, the line and the words."""

import pytest

from bot.policy.load import read
from tests.policy.shipped import texts

BARE = (
    "must hold no key, password or option: credentials come from the environment (docs/storage.md)"
)
AGENT = "  - {name: a, strategy_class: momentum, version: '1'}\n"
FLEET = f"v: 1\nagents:\n{AGENT}  - {{name: b, strategy_class: carry, version: '1', parent: a}}\n"
KILL = "{name: a, reason: r, by: kim}"


def found(**files: str) -> list[tuple[str, int | None, str, str]]:
    given = {f"policies/{name}.yml": text.encode() for name, text in files.items()}
    _, problems = read(texts() | given)
    return [(p.file.removeprefix("policies/"), p.line, p.field, p.reason) for p in problems]


def test_a_sound_fleet_has_no_problem() -> None:
    assert not found(
        agents=FLEET,
        kill_list=f"v: 1\nagents: [{KILL}]\n",
        risk="v: 1\nagent_position_usd: {a: 100}\n",
        allocation="v: 1\ncaps: {strategy_classes: {carry: 0.1}, symbols: {BTC: 0.1}}\n",
        governor="v: 1\nmode: live\ncosts: {venues: {coinbase: {fee_bps: 60}}}\n",
    )


def entry(more: str) -> str:
    return f"v: 1\nagents:\n  - {{name: x, strategy_class: carry, {more}}}\n"


@pytest.mark.parametrize(
    ("file", "text", "line", "field", "reason"),
    [
        ("agents", f"v: 1\nagents:\n{AGENT}{AGENT}", 4, "agents[1].name",
         "is there twice; the first is on line 3"),
        ("agents", entry("version: '1', parent: x"), 3, "agents[0].parent",
         "makes x its own ancestor"),
        ("agents", entry("version: '1', parent: y"), 3, "agents[0].parent",
         "is not a registered agent"),
        ("agents", "v: 1\nagents: [{name: Governor, strategy_class: c, version: '1'}]\n", 2,
         "agents[0].name", "is Governor's own name; choose another"),
        ("agents", "v: 1\nagents: [{name: all, strategy_class: c, version: '1'}]\n", 2,
         "agents[0].name", "is what stands for the whole fleet; choose another"),
        ("agents", entry("owner: kim"), 3, "agents[0]",
         "needs an entry_point, or a version if it runs elsewhere"),
        ("agents", entry("version: '1', schedule: '* * * * *'"), 3, "agents[0].schedule",
         "has no entry_point to run"),
        ("agents", entry("version: '1', stage: canary"), 3, "agents[0].stage",
         "may trade, so it needs an owner"),
        ("agents", entry("version: '1', max_weight: 0.3"), 3, "agents[0].max_weight",
         "must be at most caps.agent of allocation.yml, which is 0.2"),
        ("agents", entry("entry_point: 'm:f', schedule: '61 * * * *'"), 3, "agents[0].schedule",
         "must be a cron expression of five fields in UTC: Bad minute"),
        ("agents", entry("entry_point: 'm:f', schedule: '0 5 * * * *'"), 3, "agents[0].schedule",
         "must be a cron expression of five fields in UTC: it has seconds too"),
        ("agents", entry("version: '1', secrets: [key]"), 3, "agents[0].secrets[0]",
         "must be the name of an environment variable, like OPENAI_API_KEY"),
        ("agents", "v: 1\nagents: [{strategy_class: c, version: '1'}]\n", 2, "agents[0].name",
         "is missing"),
        ("kill_list", f"v: 1\nagents: [{KILL}]\n", 2, "agents[0].name",
         "is not a registered agent"),
        ("kill_list", "v: 1\nall: yes\n", 2, "all", "must be true or false"),
        ("risk", "v: 1\nagent_position_usd:\n  a: 10\n", 3, "agent_position_usd.a",
         "is not a registered agent"),
        ("allocation", "v: 1\ncaps:\n  strategy_classes: {carry: 0.1}\n", 3,
         "caps.strategy_classes.carry", "is not a registered strategy class"),
        ("allocation", "v: 1\ncaps:\n  symbols: {BTC: 0.5}\n", 3, "caps.symbols.BTC",
         "must be at most caps.symbol, which is 0.4"),
        ("allocation", "v: 1\ncaps:\n  agent: 1.01\n", 3, "caps.agent",
         "must be at least 0 and at most 1"),
        ("governor", "v: 1\ncosts:\n  venues: {coinbas: {fee_bps: 1}}\n", 3,
         "costs.venues.coinbas", "is not a venue of prices.yml; did you mean coinbase?"),
        ("governor", "v: 1\nprimary_horizon_hours: 12\n", 2, "primary_horizon_hours",
         "must be one of horizons_hours"),
        ("governor", "v: 1\nhorizons_hours: [1, 24, 1]\n", 2, "horizons_hours",
         "has a horizon twice"),
        ("governor", "v: 1\ncadence_minutes: 25\n", 2, "cadence_minutes",
         "must divide an hour, or be hours that divide a day"),
        ("governor", "v: 1\ncadence_minutes: 120\n", 2, "cadence_minutes",
         "must be at most lease.minutes, which is 90"),
        ("governor", "v: 1\naudit: {public_key: abc}\n", 2, "audit.public_key",
         "must be an ed25519 public key: 32 bytes in base64"),
        ("governor", "v: 1\nschedules: {memo: weekly}\n", 2, "schedules.memo",
         "must be a cron expression of five fields in UTC: Wrong number of fields"),
        ("governor", "v: 1\nmode: Live\n", 2, "mode",
         "must be shadow or live; did you mean live?"),
        ("governor", "v: 2\n", 1, "v", "must be 1, the only version of this file there is"),
        ("governor", "mode: shadow\n", 1, "v", "is missing"),
        ("governor", "just words\n", 1, "", "must be a mapping of keys to values"),
        ("governor", "v: 1\nstorage: {events: ftp://x/y}\n", 2, "storage.events",
         "must be a folder, or start with s3://, gs:// or abfss://"),
        ("governor", "v: 1\nstorage: {ledger: 's3://KEY:word@bucket/x'}\n", 2, "storage.ledger",
         BARE),
        ("governor", "v: 1\nstorage: {ledger: 's3://bucket/x?secret_key=word'}\n", 2,
         "storage.ledger", BARE),
        ("governor", "v: 1\nstorage: {events: 's3:///x'}\n", 2, "storage.events",
         "must be like s3://bucket/folder"),
        ("governor", "v: 1\nstorage: {events: 'abfss://box/x'}\n", 2, "storage.events",
         "must be like abfss://container@account.dfs.core.windows.net/folder"),
        ("governor", "v: 1\nstorage: {events: '../elsewhere'}\n", 2, "storage.events",
         "must not climb with .."),
        ("governor", "v: 1\nstorage: {events: 'two words'}\n", 2, "storage.events",
         "must be a folder or URL without spaces"),
        ("governor", "v: 1\nstorage: {spark: cluster}\n", 2, "storage.spark",
         "must be a Spark master like local[2] or spark://host:7077, or sc://host"),
        ("governor", "v: 1\nstorage: {spark: 'sc://host:443/;token=word'}\n", 2,
         "storage.spark", BARE),
        ("governor", "v: 1\nstorage: {engine: polars}\n", 2, "storage.engine",
         "must be duckdb or spark"),
        ("promotion", "v: 1\nscore:\n  latency: {weight: 0.2, full: 1, zero: 2}\n", 2, "score",
         "has weights that sum to 1.05, not 1"),
        ("promotion", "v: 1\nscore:\n  latency: {weight: 0.15, full: 2, zero: 2}\n", 3,
         "score.latency.zero", "must differ from full"),
        ("promotion", "v: 1\nevidence: {filter: {prior: [0.5, 0.5]}}\n", 2,
         "evidence.filter.prior", "must hold one number for each of the 9 edges"),
        ("promotion", "v: 1\nevidence: {filter: {edges: [-1, 1], prior: [0.5, 0.4]}}\n", 2,
         "evidence.filter.prior", "must sum to 1, and sums to 0.9"),
        ("promotion", "v: 1\nevidence: {filter: {edges: [1, 0], prior: [0.5, 0.5]}}\n", 2,
         "evidence.filter.edges", "must rise from each to the next"),
        ("promotion", "v: 1\nevidence: {filter: {edges: [-1, 0], prior: [0.5, 0.5]}}\n", 2,
         "evidence.filter.edges", "needs an edge above 0"),
        ("promotion", "v: 1\ngates: {hit_rate: {use: on, min: 0.5}}\n", 2, "gates.hit_rate.use",
         "must be gate, advise or off"),
        ("retirement", "v: 1\npoints: {watch_at: 90}\n", 2, "points.watch_at",
         "must be at most points.retire_at, which is 80"),
        ("prices", "v: 1\nvenues: [{name: a, kind: files}]\n", 2, "venues[0].kind",
         "needs a path"),
        ("prices", "v: 1\nvenues: [{name: a, kind: binance}]\n", 2, "venues[0].kind",
         "needs a url"),
        ("prices", "v: 1\nvenues: []\n", 2, "venues", "must be at least 1 long"),
        ("prices", "v: 1\nvenues:\n  - {name: a, kind: own}\n  - {name: A, kind: own}\n", 4,
         "venues[1].name", "is there twice; the first is on line 3"),
        ("prices", "v: 1\nvenues: [{name: a, kind: coinbase, url: ftp://x}]\n", 2,
         "venues[0].url", "must be a URL that starts with https:// or http://"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem(
    file: str, text: str, line: int, field: str, reason: str
) -> None:
    assert found(**{file: text}) == [(f"{file}.yml", line, field, reason)]


def test_what_cannot_be_known_is_not_guessed() -> None:
    problems = found(agents="agents: [", kill_list=f"v: 1\nagents: [{KILL}]\n")
    assert [(file, reason.partition(":")[0]) for file, _, _, reason in problems] == [
        ("agents.yml", "is not YAML")
    ]


def test_the_venues_that_are_left_out_are_the_default_ones() -> None:
    costs = "v: 1\ncosts: {venues: {coinbase: {fee_bps: 60}}}\n"
    assert not found(governor=costs, prices="v: 1\n")
    assert len(found(governor=costs, prices="v: 1\nvenues: [{name: own, kind: own}]\n")) == 1


def test_live_needs_a_venue_that_is_no_folder() -> None:
    problems = found(
        governor="v: 1\nmode: live\n",
        prices="v: 1\nvenues: [{name: a, kind: files, path: candles}]\n",
    )
    assert problems == [
        ("governor.yml", 2, "mode", "needs a venue in prices.yml that is no folder")
    ]


def test_a_longer_circle_of_parents_is_named_at_each_of_its_agents() -> None:
    listed = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]
    text = "v: 1\nagents:\n" + "".join(
        f"  - {{name: {name}, strategy_class: s, version: '1', parent: {parent}}}\n"
        for name, parent in listed
    )
    assert [problem[1:] for problem in found(agents=text)] == [
        (line, f"agents[{line - 3}].parent", f"makes {name} its own ancestor")
        for line, name in ((3, "a"), (4, "b"), (5, "c"))
    ]


def test_a_number_elsewhere_that_is_wrong_hides_nothing() -> None:
    problems = found(
        agents=entry("version: '1', max_weight: 0.3"), allocation="v: 1\ncaps: {agent: much}\n"
    )
    assert problems == [("allocation.yml", 2, "caps.agent", "must be a number")]
    problems = found(
        agents=entry("version: 1, max_weight: 0.3"), allocation="v: 1\ncaps: {symbol: much}\n"
    )
    assert [reason for *_, reason in problems] == [
        "must be at most caps.agent of allocation.yml, which is 0.2",
        "must be text",
        "must be a number",
    ]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "lake",
        "/srv/lake",
        "file:///srv/lake",
        "s3://bucket",
        "s3://bucket/a/b",
        "gs://bucket/a",
        "abfss://box@account.dfs.core.windows.net/a",
    ],
)
def test_storage_takes_folders_and_object_stores(place: str) -> None:
    assert not found(governor=f"v: 1\nstorage: {{events: '{place}', ledger: '{place}'}}\n")


@pytest.mark.parametrize(
    "master",
    ["local", "local[2]", "local[*]", "yarn", "spark://h:7077", "sc://h:443/;use_ssl=true"],
)
def test_storage_takes_any_spark_master(master: str) -> None:
    assert not found(governor=f"v: 1\nstorage: {{spark: '{master}'}}\n")
