from hypothesis import given
from hypothesis import strategies as st

from bot.events.chunk import BLOCK, Chunk, chunks, slices


def lines(found: list[Chunk]) -> list[tuple[int, bytes]]:
    return [pair for chunk in found for pair in enumerate(chunk.lines(), chunk.first_line)]


def test_lines_are_numbered_from_one_with_or_without_a_last_newline() -> None:
    for text in (b"a\n\nb\r\nc", b"a\n\nb\r\nc\n"):
        found = lines(list(chunks("f", [text], 10)))
        assert found == [(1, b"a"), (2, b""), (3, b"b\r"), (4, b"c")]


def test_nothing_has_no_lines() -> None:
    assert not list(chunks("f", [], 10))
    assert not list(chunks("f", [b"", b""], 10))


def test_only_the_first_line_may_have_a_byte_order_mark() -> None:
    bom = b"\xef\xbb\xbf"
    for blocks in ([bom + b"a\n" + bom + b"b"], [bom[:1], bom[1:], b"a\n", bom + b"b"]):
        assert lines(list(chunks("f", blocks, 10))) == [(1, b"a"), (2, bom + b"b")]


def test_a_line_without_end_is_cut_but_stays_too_long() -> None:
    blocks = [b"ok\n", *[b"x" * 1_000] * 50, b"x\nlast"]
    found = list(chunks("f", blocks, 100))
    assert max(len(chunk.data) for chunk in found) < 1_200
    (one, ok), (two, cut), (three, last) = lines(found)
    assert (one, ok, two, three, last) == (1, b"ok", 2, 3, b"last")
    assert len(cut) > 100


def test_a_long_first_line_is_too_long_even_without_its_byte_order_mark() -> None:
    (found,) = chunks("f", [b"\xef\xbb\xbf" + b"x" * 500], 100)
    assert len(found.lines()[0]) == 101


@given(st.lists(st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"")), max_size=8), st.data())
def test_any_cutting_gives_the_same_lines(texts: list[bytes], data: st.DataObject) -> None:
    whole = b"\n".join(texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    blocks = [whole[start:end] for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert lines(list(chunks("f", blocks, 20))) == lines(list(chunks("f", [whole], 20)))


def test_slices_are_the_whole() -> None:
    data = bytes(range(256)) * (BLOCK // 200)
    assert b"".join(slices(data)) == data
    assert not list(slices(b""))
