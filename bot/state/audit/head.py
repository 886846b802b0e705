"""The head of the chain: what is anchored outside the file, so that a cut tail is noticed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.state.audit import files
from bot.state.tree import Tree

TRAILER = "Governor-Audit-Head"
SIGNATURE = "Governor-Audit-Signature"
WRITTEN = re.compile(r"\s*(\d{1,15})[ :]([0-9a-f]{64})\s*")


@dataclass(frozen=True, slots=True)
class Head:
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that something outside the record vouches for; `source` says what."""

    head: Head
    source: str
    signature: str = ""


def head_of(tree: Tree) -> Head | None:
    newest = files.recent(tree, 1)
    return Head(newest[0].seq, newest[0].hash) if newest else None


def parse_head(text: str) -> Head | None:
    """Read `SEQ HASH` or `SEQ:HASH`."""
    match = WRITTEN.fullmatch(text)
    return Head(int(match[1]), match[2]) if match else None


def trailers(tree: Tree, sign: Callable[[bytes], str] | None = None) -> Mapping[str, str]:
    """Give what every commit of the state says about the record it holds."""
    head = head_of(tree)
    if head is None:
        return {}
    signature = {SIGNATURE: sign(signed_text(head))} if sign else {}
    return {TRAILER: str(head), **signature}


def signed_text(head: Head) -> bytes:
    return f"{TRAILER}: {head}\n".encode()
