import pytest

from bot.commands.examining.line import Health
from bot.commands.examining.mails import addressed
from bot.policy.writing import Notifications

BOTH = ANN, BOB = "ann@lp.example", "bob@lp.example"
OK, WARNING, DEFECT = Health.OK, Health.WARNING, Health.DEFECT


@pytest.mark.parametrize(
    ("lists", "only", "told"),
    [
        ({}, "", [(OK, "is not set here")]),
        ({}, ANN, [(OK, "or serve alone")]),
        ({"lp_daily": BOTH}, "Ann@lp.example", [(OK, "all of META_EMAIL_TO are listed")]),
        ({"lp_daily": BOTH}, "ann lp.example", [(DEFECT, "holds what is no mail address")]),
        (
            {"lp_daily": BOTH},
            "anm@lp.example",
            [(DEFECT, "nobody of notifications.lp_daily"), (WARNING, "a…@lp.example")],
        ),
        (
            {"lp_daily": BOTH, "memo": (BOB,)},
            ANN,
            [(DEFECT, "nobody of notifications.memo")],
        ),
        (
            {"memo": BOTH},
            f"{ANN}, bop@x.example",
            [(WARNING, "b…@x.example of META_EMAIL_TO")],
        ),
        ({"alerts": (ANN,)}, BOB, [(OK, "or serve alone")]),
    ],
)
def test_who_is_left_out(
    lists: dict[str, tuple[str, ...]], only: str, told: list[tuple[Health, str]]
) -> None:
    lines = list(addressed(Notifications(**lists), only))
    assert [line.health for line in lines] == [health for health, _ in told]
    for line, (_, words) in zip(lines, told, strict=True):
        assert words in line.says
        assert (line.health is OK) == (not line.mend)
