import pytest

from bot.effects.mail.recipients import is_address, masked, recipients

ANN, BOB = "ann@lp.example", "Bob@lp.example"


@pytest.mark.parametrize(
    ("listed", "only", "expected"),
    [
        ((), "", []),
        ((), ANN, [ANN]),
        ((), f" {ANN} , {BOB},", [ANN, BOB]),
        ((ANN, BOB), "", [ANN, BOB]),
        ((ANN, BOB), "bob@LP.example", [BOB]),
        ((ANN,), BOB, []),
        ((ANN, "ANN@lp.example"), "", [ANN]),
    ],
)
def test_the_environment_serves_alone_or_narrows(
    listed: tuple[str, ...], only: str, expected: list[str]
) -> None:
    assert recipients(listed, only) == expected


@pytest.mark.parametrize(
    "text", ["", "ann", "ann@lp", "a b@lp.example", "a@b@lp.example", "a@lp.example\nBcc: x@y.z"]
)
def test_what_is_no_address_is_known(text: str) -> None:
    assert not is_address(text)


def test_an_address_in_a_log_is_masked() -> None:
    assert masked(ANN) == "a…@lp.example"
