"""Fetches axe-core, which judges pages by the accessibility guidelines, into the build folder."""

import base64
import hashlib
import subprocess
import tarfile
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "axe"
SCRIPT = FOLDER / "package" / "axe.min.js"
PACKAGE = "axe-core@4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="


def prepare() -> None:
    if SCRIPT.is_file():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=FOLDER, check=True)
    (packed,) = FOLDER.glob("*.tgz")
    found = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode()
    if found != SHA512:
        packed.unlink()
        raise SystemExit(f"{PACKAGE} is not the one that was looked at: its sha512 is {found}.")
    with tarfile.open(packed) as archive:
        script = archive.extractfile(str(SCRIPT.relative_to(FOLDER)))
        SCRIPT.parent.mkdir(exist_ok=True)
        SCRIPT.write_bytes(script.read() if script else b"")


if __name__ == "__main__":
    prepare()
