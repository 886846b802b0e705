import pytest

from bot.commands.policy_extras import policy_extras
from tests.fakes.output import HeardOutput
from tests.policy.shipped import texts

GOVERNOR = "policies/governor.yml"


@pytest.mark.parametrize(
    ("text", "extras"),
    [
        ("v: 1\n", []),
        ("v: 1\nstorage: {events: lake}\n", ["lake"]),
        ("v: 1\nstorage: {ledger: 's3://bucket'}\n", ["lake"]),
        ("v: 1\nstorage: {ledger: 's3://'}\n", []),
        ("v: 1\nstorage: {parquet_days: 45}\n", ["lake"]),
        ("v: 1\nstorage: {parquet_days: -1}\n", []),
        ("no: [yaml", []),
    ],
)
def test_policies_call_for_what_their_storage_needs(text: str, extras: list[str]) -> None:
    out = HeardOutput()
    assert policy_extras(texts() | {GOVERNOR: text.encode()}, out) == 0
    assert out.results == [{"v": 1, "extras": extras}]
    assert out.said == extras
