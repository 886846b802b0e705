"""The template of letters, as it lies in the package."""

from importlib.resources import files


def letter_template() -> str:
    return (files("bot.effects.mail") / "templates" / "letter.html").read_text(encoding="utf-8")
