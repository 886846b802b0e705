"""Where each page stands; a name that would make a strange address is replaced by its digest."""

import re

from bot.words.canonical import digest_bytes

SIMPLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
FOLDER = "agents"
PAGES = {
    "index.html": "Overview",
    "agents.html": "Agents",
    "capital.html": "Capital",
    "classes.html": "Classes",
    "lineage.html": "Lineage",
    "decisions.html": "Decisions",
    "forensics.html": "Forensics",
    "letters.html": "Memo, mails",
    "approvals.html": "Approvals",
    "policy.html": "Policy",
}


def agent_page(name: str) -> str:
    simple = SIMPLE.fullmatch(name)
    return f"{FOLDER}/{name if simple else '_' + digest_bytes(name.encode())[:16]}.html"


def quoted(path: str) -> str:
    """Write a path so that nothing of it ends the path in an address."""
    letters = (chr(byte) for byte in path.encode())
    return "".join(one if one in PLAIN else f"%{ord(one):02X}" for one in letters)
