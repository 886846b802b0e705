from io import StringIO

from bot.adapters.board import Coloured, Plain
from bot.effects.status import HEAD, Board, Word

ROW = tuple(Word(f"c{at}", "bad" if at == 1 else "") for at in range(len(HEAD)))
BOARD = Board((("mode", Word("shadow", "good")),), (ROW,), ("1 agent.",))
EMPTY = Board((), (), ("Nothing was judged yet.",))


def test_plain_lines_have_no_colours() -> None:
    out = StringIO()
    Plain(out).show(BOARD)
    assert out.getvalue().splitlines()[0] == "mode  shadow"
    assert "\x1b" not in out.getvalue()


def test_a_program_that_wants_json_gets_no_lines() -> None:
    out = StringIO()
    Plain(out, quiet=True).show(BOARD)
    assert out.getvalue() == ""


def test_a_person_sees_the_same_words() -> None:
    out = StringIO()
    Coloured(out).show(BOARD)
    Coloured(out).show(EMPTY)
    for word in ("shadow", "agent", "c0", "1 agent.", "Nothing was judged yet."):
        assert word in out.getvalue()


def test_watching_shows_each_look() -> None:
    out = StringIO()
    Plain(out, pause=0.0).follow(iter([BOARD, EMPTY]))
    assert "Nothing was judged yet." in out.getvalue()
    Coloured(out, pause=0.0).follow(iter([BOARD, EMPTY]))
