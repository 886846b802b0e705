"""What a store's complaint means, whether to try again, and what a person can do about it."""

from collections.abc import Iterator, Mapping

from bot.adapters.lake.objects import GONE
from bot.adapters.trouble import SHOWN, Trouble
from bot.errors import CannotReach
from bot.policy.storage import SECRETS
from bot.words.masking import Masker, masker
from bot.words.text import printable

KNOWN: tuple[tuple[tuple[str, ...], Trouble], ...] = (
    (
        ("no_such_bucket", "bucket does not exist", "containernotfound", GONE),
        Trouble(
            "there is no such bucket or folder",
            "Create it, or mend `storage` in policies/governor.yml",
            again=False,
        ),
    ),
    (
        (
            "access_denied",
            "accessdenied",
            "invalid_access_key_id",
            "invalidaccesskeyid",
            "signature_does_not_match",
            "unrecognized_client",
            "expiredtoken",
            "authenticationfailed",
            "authorizationfailure",
            "permission denied",
            "permission_denied",
            "unauthenticated",
            "forbidden",
            "http status 401",
            "http status 403",
            "credentials",
        ),
        Trouble(
            "the store refuses these credentials",
            "Give the job credentials that may read, write and list there (docs/storage.md)",
            again=False,
        ),
    ),
    (
        ("no space left", "read-only file system", "disk quota"),
        Trouble("the folder takes no more", "Make room there", again=False),
    ),
)
FILE = "GOOGLE_APPLICATION_CREDENTIALS"  # where they are is no secret
UNKNOWN = Trouble("the store does not answer", "Check the network and the store", again=True)


class Away(CannotReach):
    """A store that does not do what was asked; the trouble says whether another try may help."""

    def __init__(self, place: str, trouble: Trouble) -> None:
        self.trouble = Trouble(f"{place}: {trouble.reason}", trouble.mend, again=trouble.again)
        super().__init__(place, trouble.reason, f"{trouble.mend}.")


def secret_mask(environ: Mapping[str, str]) -> Masker:
    """Mask what lets in: a store's complaint may repeat the address with the token in it."""
    names = {name for group in SECRETS.values() for name in group} - {FILE}
    return masker(part for name in names for part in _parts(environ.get(name, "")))


def _parts(secret: str) -> Iterator[str]:
    """Give a secret, and each value of one that is a query."""
    yield secret
    for pair in secret.removeprefix("?").split("&"):
        name, _, value = pair.partition("=")
        if name == "sig":
            yield value


def away(place: str, error: Exception, mask: Masker) -> Away:
    said = mask.mask(" ".join(str(error).split()).encode()).decode(errors="replace")
    lowered = said.lower()
    matching = (known for needles, known in KNOWN if any(needle in lowered for needle in needles))
    found = next(matching, UNKNOWN)
    reason = f"{found.reason} ({printable(said, SHOWN)})"
    return Away(place, Trouble(reason, found.mend, again=found.again))
