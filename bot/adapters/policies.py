"""The policy files of a folder, as bytes: what they mean is for bot.policy to say."""

from pathlib import Path

from bot.errors import CannotRead

FOLDER = "policies"


def policy_texts(repo: Path, folder: str = FOLDER) -> dict[str, bytes]:
    """Read every .yml and .yaml file of the folder itself, named by its path in the repository."""
    place = repo / folder
    if not place.is_dir():
        raise CannotRead(
            folder, f"there is no folder {place}; give --repo, or copy the shipped one there"
        )
    found = (path for path in place.iterdir() if path.suffix in (".yml", ".yaml"))
    try:
        return {f"{folder}/{path.name}": path.read_bytes() for path in sorted(found)}
    except OSError as error:
        raise CannotRead(folder, f"{error.filename}: {error.strerror}") from None
