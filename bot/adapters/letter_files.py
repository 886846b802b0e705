"""A letter as files: one that any mail program opens, and a page for a browser."""

import base64
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bot.effects.mail.letter import Letter

NOBODY = "governor@localhost"
INLINE = "data:image/png;base64,"


def write_letter(folder: Path, sender: str, letter: Letter, to: Sequence[str]) -> Sequence[str]:
    """Write NAME.eml, .html, .txt and its pictures; give their paths."""
    files = {
        f"{letter.name}.eml": message(letter, sender, to).as_bytes(policy=SMTP),
        f"{letter.name}.html": page(letter).encode(),
        f"{letter.name}.txt": letter.text.encode(),
        **{f"{letter.name}_{one.name}.png": one.data for one in letter.pictures},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [str(folder / name) for name in files]


def message(letter: Letter, sender: str, to: Sequence[str]) -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = letter.subject
    made["From"], made["To"] = sender or NOBODY, ", ".join(to) or NOBODY
    made["X-Unsent"] = "1"  # mail programs then open it as a draft that can be sent
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    html = [part for part in made.iter_parts() if isinstance(part, EmailMessage)][-1]
    for picture in letter.pictures:
        name = picture.name
        html.add_related(
            picture.data,
            "image",
            "png",
            cid=f"<{name}>",
            filename=f"{name}.png",
            disposition="inline",
        )
    return made


def page(letter: Letter) -> str:
    """Give the HTML with its pictures within it."""
    html = letter.html
    for picture in letter.pictures:
        inline = INLINE + base64.b64encode(picture.data).decode()
        html = html.replace(f"cid:{picture.name}", inline)
    return html
