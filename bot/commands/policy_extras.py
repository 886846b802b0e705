"""`governor policy extras`: what must be installed for these policies beside Governor itself."""

from collections.abc import Mapping

from bot.policy.load import governor_alone
from bot.ports.output import Output


def policy_extras(texts: Mapping[str, bytes], out: Output) -> int:
    """Say none where the policies cannot be read: whoever runs by them says what is wrong."""
    governor = governor_alone(texts)
    found = governor.storage.extras if governor else ()
    out.result({"v": 1, "extras": list(found)})
    if found:
        out.say(" ".join(found))
    return 0
