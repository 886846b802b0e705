"""Secrets made unreadable in what others wrote: as they are, and as they are commonly encoded.

Output is masked as one stream, so a secret that was written in pieces is found like any other.
"""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import dumps
from typing import NamedTuple, TypeAlias

MASK = b"***"
SHORTEST = 4
SHORTEST_LINE = 8
LETTER = b"[A-Za-z0-9+/_-]?"
PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

Span: TypeAlias = tuple[int, int]


class Form(NamedTuple):
    """One way to write a secret: the pattern matches its core and perhaps a little around it."""

    core: bytes
    pattern: bytes


@dataclass(frozen=True, slots=True)
class Masker:
    """`longest` bounds the length of what it looks for."""

    forms: tuple[Form, ...]
    longest: int

    def mask(self, data: bytes, start: int = 0, end: int | None = None) -> bytes:
        """Mask a part; a secret that reaches into it from outside is masked as well."""
        end = len(data) if end is None else end
        parts, here = [], start
        for first, last in self._spans(data):
            if last > here and first < end:
                parts += [data[here:first], MASK]
                here = last
        return b"".join([*parts, data[here:end]])

    def _spans(self, data: bytes) -> Iterator[Span]:
        """Give every secret's place, those that overlap as one."""
        open_span: Span | None = None
        for span in self._found(data):
            if open_span and span[0] <= open_span[1]:
                open_span = open_span[0], max(open_span[1], span[1])
            else:
                if open_span:
                    yield open_span
                open_span = span
        if open_span:
            yield open_span

    def _found(self, data: bytes) -> Iterator[Span]:
        """Search closely for those alone that are there, since most of the time none is."""
        there = [form.pattern for form in self.forms if form.core in data]
        if there:
            # Looking ahead finds a secret that begins within another one.
            for found in re.finditer(b"(?=(" + b"|".join(there) + b"))", data):
                yield found.span(1)


def masker(secrets: Iterable[str]) -> Masker:
    """Make one for these; what is shorter than four characters cannot be told from other text."""
    forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
    ordered = sorted(forms, key=lambda form: (-len(form.pattern), form))
    return Masker(tuple(ordered), max((len(form.pattern) for form in forms), default=0))


def _forms(secret: str) -> Iterator[Form]:
    raw = secret.encode(errors="surrogateescape")
    for text in (raw, *(line for line in raw.splitlines() if len(line) >= SHORTEST_LINE)):
        for form in (text, text.hex().encode(), text.hex().upper().encode(), *_percent(text)):
            yield Form(form, re.escape(form))
        yield from _base64(text)
    for ascii_only in (False, True):
        written = dumps(secret, ensure_ascii=ascii_only)[1:-1]
        written_bytes = written.encode(errors="surrogateescape")
        yield Form(written_bytes, re.escape(written_bytes))


def _percent(text: bytes) -> Iterator[bytes]:
    for safe in (PLAIN, PLAIN | {ord("/")}):
        upper = b"".join(bytes([char]) if char in safe else b"%%%02X" % char for char in text)
        yield upper
        yield upper.replace(b"%20", b"+")
        yield re.sub(rb"%..", lambda found: found.group().lower(), upper)


def _base64(text: bytes) -> Iterator[Form]:
    """Match what stays the same whatever was encoded around it, for each of three alignments.

    The letter on either side, which holds bits of the secret and of something else, goes with it.
    """
    for before in range(3):
        first, last = -(-8 * before // 6), 8 * (before + len(text)) // 6
        for encode in (b64encode, urlsafe_b64encode):
            core = encode(bytes(before) + text)[first:last]
            around = LETTER if before else b"", LETTER + b"={0,2}"
            yield Form(core, around[0] + re.escape(core) + around[1])
