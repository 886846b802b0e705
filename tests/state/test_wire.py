from hashlib import sha256

import pytest

from bot.errors import CannotRead
from bot.state.wire import Unsent, read_unsent, write_unsent

HEAD = b'{"fields":{"subject":"s","trailers":{}},"kind":"message","v":1}'


def ended(*lines: bytes) -> list[bytes]:
    digest = sha256(b"".join(line + b"\n" for line in lines)).hexdigest()
    return [*lines, b'{"fields":{"sha256":"%b"},"kind":"end","v":1}' % digest.encode()]


def test_a_message_without_operations_survives() -> None:
    lines = list(write_unsent(Unsent("s", {}, [])))
    assert lines == [HEAD + b"\n", ended(HEAD)[1] + b"\n"]
    assert read_unsent("f", [HEAD, lines[1]]) == Unsent("s", {}, [])


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "f: it does not begin with the message of a commit"),
        ([b'{"v":1,"kind":"limit-stage","fields":{}}'], "does not begin with the message"),
        ([HEAD, b"{"], "f:2: it is not JSON"),
        ([HEAD, b'{"v":2,"kind":"x","fields":{}}'], "f:2: it is no unsent work of version 1"),
        ([HEAD], "f: it was cut or changed"),
        ([HEAD, b'{"v":1,"kind":"limit-stage","fields":{}}'], "f: it was cut or changed"),
        ([HEAD.replace(b'"s"', b'"t"'), ended(HEAD)[1]], "f: it was cut or changed"),
        (ended(HEAD, b'{"v":1,"kind":"x","fields":{}}'), "f:2: it asks for 'x'"),
        (
            ended(HEAD, b'{"v":1,"kind":"limit-stage","fields":{}}'),
            "f:2: its limit-stage makes no sense",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused(lines: list[bytes], reason: str) -> None:
    with pytest.raises(CannotRead, match=reason):
        read_unsent("f", lines)
