import pytest

from bot.errors import Refused
from bot.policy.keep_lower import keep_lower

NOW = """\
v: 1
agents:
  - {name: tide, stage: canary} # kept
  - name: reef
    owner: kim
"""


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        (NOW, NOW),
        (NOW.replace("canary", "shadow"), NOW.replace("canary", "shadow")),
        (NOW.replace("canary", "live"), NOW),
        (NOW + "    stage: live\n", NOW + "    stage: shadow\n"),
        (NOW + "  - {name: new}\n", NOW + "  - {name: new}\n"),
        (NOW + "  - {name: new, stage: live}\n", NOW + "  - {name: new, stage: shadow}\n"),
        ("v: 1\nagents: []\n", "v: 1\nagents: []\n"),
    ],
)
def test_nobody_rises_and_who_comes_back_begins_in_shadow(then: str, wanted: str) -> None:
    assert keep_lower(NOW.encode(), then.encode()).decode() == wanted


@pytest.mark.parametrize(
    "text",
    [b"", b"v: 1\n", b"agents: [", b"\xff", b"agents: [{name: a, stage: high}]", b"agents: [3]"],
)
def test_what_cannot_be_read_is_refused(text: bytes) -> None:
    with pytest.raises(Refused, match="Cannot tell who would rise"):
        keep_lower(NOW.encode(), text)
    with pytest.raises(Refused):
        keep_lower(text, NOW.encode())
