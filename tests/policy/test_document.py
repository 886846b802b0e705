import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.document import parse
from bot.policy.plain_yaml import MAX_BYTES

TAB = "is indented with a tab; YAML takes spaces only"
TWICE = "is a key twice; the first is on line"
ANCHOR = "uses an anchor or alias; write the value out"


def reasons(data: bytes) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.reason) for problem in parse("x.yml", data).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: off", {"a": "off"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": True}),
        ("a: 010", {"a": 10}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: 2026-11-21", {"a": "2026-11-21"}),
        ("a: 1e3", {"a": 1000.0}),
        ("a: -.5", {"a": -0.5}),
        ("a: 1.5e-3", {"a": 0.0015}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: '1'", {"a": "1"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: " + "9" * 20, {"a": 1e20}),
        ("no: 1", {"no": 1}),
        ("\ufeffa: [1, 2]\r\nb: {c: é}\r\n", {"a": [1, 2], "b": {"c": "é"}}),
    ],
)
def test_values_mean_what_they_look_like(text: str, value: object) -> None:
    document = parse("x.yml", text.encode())
    assert document.value == value
    assert not document.problems


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(1, "is empty; it must at least say v: 1")]),
        (b"# only words\n", [(1, "is empty; it must at least say v: 1")]),
        (b"v: 1\nname: \xff\n", [(2, "is not UTF-8")]),
        (b"v: 1\na:\n\tb: 1\n\tc: 2\n", [(3, TAB), (4, TAB)]),
        (b"v: 1\nb: 2\nv: 3\nb: 4\n", [(3, f"{TWICE} 1"), (4, f"{TWICE} 2")]),
        (b"a: &x 1\nb: *x\n", [(1, ANCHOR), (2, ANCHOR)]),
        (b"a: 1\nb: !!python/name:os.system\n", [(2, "uses a tag; write the plain value")]),
        (b"? [a, b]\n: 1\n", [(1, "has a key that is not plain text")]),
        (b"a: " + b"[" * 100_000, [(1, "is nested deeper than 12 levels")]),
        (b"#" * (MAX_BYTES + 1), [(1, "is longer than 1,000,000 bytes")]),
        (b"v: 1\n---\nv: 1\n", [(2, "is not YAML: but found another document")]),
        (b"v: 1\na: [1, 2\nb: 3\n", [(3, "is not YAML: did not find expected ',' or ']'")]),
        (b"v: 1\na: \x00\n", None),
        (b"v: 1\na: b: c\n", [(2, "is not YAML: mapping values are not allowed in this context")]),
    ],
)  # fmt: skip
def test_what_is_no_plain_yaml_is_said_with_its_line(
    data: bytes, expected: list[tuple[int, str]] | None
) -> None:
    found = reasons(data)
    assert found == expected if expected else len(found) == 1


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    bomb = b"a: &a [x, x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in range(98, 120)
    )
    found = parse("x.yml", bomb)
    assert found.value is None
    assert found.problems[0].line == 1


def test_places_are_of_values_keys_and_what_is_nearest() -> None:
    document = parse("x.yml", b"a:\n  - b: 1\n    c:\n      d: 2\n")
    assert document.place(("a", 0, "c", "d")).line == 4
    assert document.place(("a", 0, "c"), at_key=True).line == 3
    assert document.place(("a", 0, "c")).line == 3
    assert document.place(("a",)).line == 1
    assert document.place(("a", 0, "missing")).line == 2
    assert document.place(("nothing",)).line == 1


@given(
    st.binary(max_size=200)
    | st.text(alphabet="ab:-[]{}&*!|>'\"# \n\t?,%@1.", max_size=60).map(str.encode)
)
def test_no_input_escapes_as_an_exception(data: bytes) -> None:
    document = parse("x.yml", data)
    assert document.problems or document.values
