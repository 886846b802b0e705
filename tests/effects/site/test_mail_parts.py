import pytest

from bot.effects.site.mail_parts import Part, parts
from tests import snapshots

MAIL = """Weekly report
=============

Agents
------
Agent     Decision         PnL  Why
tide-btc  HOLD      +913.0 bps  it held
fox       KILL               —

--
No advice.
"""


def test_a_table_is_cut_where_no_line_has_a_letter() -> None:
    title, agents, end = parts(MAIL)
    assert (title.title, title.grid, title.lines) == ("Weekly report", None, ())
    assert agents.grid
    assert agents.grid.head == ("Agent", "Decision", "PnL", "Why")
    assert agents.grid.rows == (
        ("tide-btc", "HOLD", "+913.0 bps", "it held"),
        ("fox", "KILL", "—", ""),
    )
    assert agents.grid.right == (False, False, True, False)
    assert end.lines == ("No advice.",)


def test_what_is_no_table_stays_as_it_is() -> None:
    (breach,) = parts("Breach\n------\nThe book fell  far.")
    assert breach.grid is None
    assert breach.lines == ("The book fell  far.",)


@pytest.mark.parametrize("name", ["lp_daily.txt", "lp_weekly.txt"])
def test_no_word_of_a_mail_is_lost_and_each_of_its_tables_is_found(name: str) -> None:
    text = (snapshots.FOLDER / name).read_text()
    found = list(parts(text))
    said = [word for part in found for word in words(part)]
    rules = [line for line in text.split() if set(line) <= set("-=")]
    assert sorted(said) == sorted(word for word in text.split() if word not in rules)
    assert all(part.grid for part in found if part.title and part.lines)


def words(part: Part) -> list[str]:
    grid = part.grid
    cells = [cell for row in (grid.head, *grid.rows) for cell in row] if grid else part.lines
    return " ".join([part.title, *cells]).split()
