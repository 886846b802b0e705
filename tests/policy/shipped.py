"""The shipped sets, as the loader takes them."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
POLICIES = ROOT / "policies"
CLASSIC = POLICIES / "profiles" / "classic"


def texts(folder: Path = POLICIES) -> dict[str, bytes]:
    return {f"policies/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.yml"))}
