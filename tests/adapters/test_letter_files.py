from email import message_from_bytes
from email.policy import default
from pathlib import Path

from bot.adapters.letter_files import write_letter
from bot.effects.mail.letter import Letter, Picture

LETTER = Letter(
    "lp_daily",
    "2026-11-21T07:10:00.000Z",
    "[LP Daily] PnL +1.0 bps | DD 2.0 bps",
    "plain\n",
    '<p>rich <img src="cid:equity"></p>',
    (Picture("equity", b"\x89PNG"),),
)


def test_a_mail_program_finds_text_html_and_the_picture(tmp_path: Path) -> None:
    write_letter(tmp_path, "bot@x.example", LETTER, ["ann@lp.example", "bob@lp.example"])
    found = message_from_bytes((tmp_path / "lp_daily.eml").read_bytes(), policy=default)
    assert found["Subject"] == LETTER.subject
    assert found["To"] == "ann@lp.example, bob@lp.example"
    kinds = [part.get_content_type() for part in found.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "image/png"]
    picture = next(part for part in found.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<equity>"
    assert picture.get_content() == b"\x89PNG"


def test_a_browser_finds_the_picture_in_the_page(tmp_path: Path) -> None:
    paths = write_letter(tmp_path / "new", "", LETTER, [])
    names = [Path(one).name for one in paths]
    assert names == ["lp_daily.eml", "lp_daily.html", "lp_daily.txt", "lp_daily_equity.png"]
    assert 'src="data:image/png;base64,iVBORw==' in (tmp_path / "new/lp_daily.html").read_text()
