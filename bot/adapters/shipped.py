"""Where the shipped policies are: in the checkout that runs, or where pip has put them."""

import sysconfig
from pathlib import Path

from bot.errors import CannotRead

CHECKOUT = Path(__file__).parents[2]
INSTALLED = Path(sysconfig.get_path("data")) / "share" / "governor"


def shipped() -> Path:
    """Give the folder that holds the shipped `policies`."""
    for place in (CHECKOUT, INSTALLED):
        if (place / "policies" / "governor.yml").is_file():
            return place
    raise CannotRead("the shipped policies", f"neither {CHECKOUT} nor {INSTALLED} has them")
