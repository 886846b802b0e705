"""Documents: genesis, migration forward, and everything that must stop Governor."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import CorruptState, StateError, UnknownSchema
from bot.state.agents import AGENTS, Agents
from bot.state.documents import READ, Document, Envelope, StateFile, load, put, records
from bot.words.canonical import Json, encode
from tests.fakes.store import MemoryTree


class Price(Document):
    v: int = 3
    cents: int = 0
    currency: str = "USD"


def to_two(body: dict[str, Json]) -> dict[str, Json]:
    dollars = body.pop("dollars")
    assert isinstance(dollars, int)
    return {**body, "cents": dollars * 100}


def to_three(body: dict[str, Json]) -> dict[str, Json]:
    return {**body, "currency": "USD"}


PRICE = StateFile(
    "state/price.json", "nobody", "a test", Price, version=3, migrations={1: to_two, 2: to_three}
)
PRICES = StateFile(
    "state/price/{day}.jsonl", "nobody", "a test", Price, 3, {1: to_two, 2: to_three}
)
GOOD = encode({"v": 3, "cents": 5, "currency": "EUR"})


def read(data: bytes) -> Price:
    return load(MemoryTree({"state/price.json": data}), PRICE)


def test_a_missing_file_is_genesis() -> None:
    assert load(MemoryTree(), PRICE) == Price()


@pytest.mark.parametrize(
    ("data", "price"),
    [
        (b'{"v": 1, "dollars": 7}', Price(v=3, cents=700)),
        (b'{"v": 2, "cents": 7}', Price(v=3, cents=7)),
        (GOOD, Price(v=3, cents=5, currency="EUR")),
    ],
)
def test_older_versions_are_brought_forward(data: bytes, price: Price) -> None:
    assert read(data) == price


def test_lines_are_brought_forward_one_by_one() -> None:
    lines = b'{"v": 1, "dollars": 7}\n{"v": 2, "cents": 7}\n'
    tree = MemoryTree({"state/price/2026-11-21.jsonl": lines})
    found = records(tree, PRICES, "state/price/2026-11-21.jsonl")
    assert [price.cents for price in found] == [700, 7]


def test_a_damaged_line_is_named() -> None:
    tree = MemoryTree({"state/price/2026-11-21.jsonl": GOOD + b'\n{"v": 3, "cen'})
    with pytest.raises(CorruptState, match=r"state/price/2026-11-21\.jsonl:2: it is not JSON"):
        list(records(tree, PRICES, "state/price/2026-11-21.jsonl"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (GOOD[:-3], "it is not JSON"),
        (b"", "it is not JSON"),
        (b"<<<<<<< HEAD\n" + GOOD, "it is not JSON"),
        (b"[]", "it is not a JSON object"),
        (b'{"cents": 1}', "it has no schema version"),
        (b'{"v": 3, "cents": "many"}', "cents: Input should be a valid integer (got 'many')"),
        (b'{"v": 3, "cents": 1.5, "currency": 1}', ", and 1 more"),
        (b'{"v": 3, "cents": 1, "cent": 2}', "cent: Extra inputs are not permitted (got 2)"),
        (b'{"v": 1}', "it cannot be brought from version 1 to 2: KeyError('dollars')"),
    ],
)
def test_damage_stops_with_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(CorruptState) as refusal:
        read(data)
    sentence = str(refusal.value)
    assert sentence.startswith("Cannot use state/price.json: ")
    assert reason in sentence
    assert "left untouched" in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("version", [b"4", b"99", b"0", b"-1", b'"3"', b"true", b"null", b"3.0"])
def test_an_unknown_schema_stops(version: bytes) -> None:
    with pytest.raises(UnknownSchema, match="knows up to 3"):
        read(b'{"v": %b, "cents": 1, "currency": "USD"}' % version)


def test_a_stage_that_was_edited_by_hand_is_noticed() -> None:
    page = put(AGENTS.pattern, Agents.model_validate({"agents": {"a": {}}})).data
    start, end = page.rsplit(b'"shadow"', 1)
    with pytest.raises(CorruptState, match="its stage is live but its records say shadow"):
        load(MemoryTree({AGENTS.pattern: start + b'"live"' + end}), AGENTS)


def test_what_does_not_fit_its_own_schema_is_not_written() -> None:
    with pytest.raises(StateError) as refusal:
        put("state/price.json", Price().model_copy(update={"cents": "many"}))
    assert str(refusal.value) == (
        "Cannot write state/price.json: cents: Input should be a valid integer (got 'many'). "
        "Nothing was written."
    )


def test_not_a_number_is_not_written() -> None:
    with pytest.raises(StateError, match="Nothing was written"):
        put("state/x.json", Envelope.model_validate({"v": 1, "x": float("nan")}))


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("state/price/2026-11-21.jsonl", True),
        ("state/price/2026-11.jsonl", False),
        ("state/price/2026-11-21xjsonl", False),
        ("x/state/price/2026-11-21.jsonl", False),
    ],
)
def test_a_pattern_matches_whole_paths(path: str, *, matches: bool) -> None:
    assert PRICES.matches(path) is matches


def test_the_same_bytes_are_decoded_once() -> None:
    assert read(GOOD) is read(bytes(bytearray(GOOD)))


def test_other_bytes_are_decoded_anew() -> None:
    assert read(GOOD).cents == 5
    assert read(GOOD.replace(b"5", b"6")).cents == 6


def test_damage_stops_again_when_it_is_read_again() -> None:
    for _ in range(2):
        with pytest.raises(CorruptState):
            read(b'{"v": 3, "v": 3}')


def test_threads_may_read_the_same_documents_at_once() -> None:
    """More documents than are kept, so that some are dropped while others are read."""
    pages = [encode({"v": 3, "cents": cents, "currency": "EUR"}) for cents in range(2 * READ)]
    asked = [page for _ in range(50) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, asked, chunksize=7))
    assert [price.cents for price in found] == [*range(2 * READ)] * 50


def test_damage_stops_every_thread() -> None:
    def is_refused(_: int) -> bool:
        with pytest.raises(CorruptState):
            read(b'{"v": 3, "cents": "many"}')
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(is_refused, range(100)))
