"""What stands in for GitHub's own actions: called with an action's name, its inputs as JSON."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HARNESS = Path(os.environ["HARNESS"])
CODE = ".governor/code"
SETUP = """\
name: Set up Governor
description: The interpreter that runs the tests, and the Governor that they test
inputs: {requirements: {required: false}}
runs:
  using: composite
  steps:
    - {run: 'echo "$HARNESS/bin" >> "$GITHUB_PATH"', shell: bash}
"""


def checkout(wanted: dict[str, str]) -> None:
    if wanted["persist-credentials"] != "false":
        sys.exit("the token would be left in the clone")
    if wanted["path"] == CODE:
        if (wanted["repository"], wanted["ref"]) != (os.environ["GITHUB_REPOSITORY"], "main"):
            sys.exit(f"Governor would come from elsewhere: {wanted}")
        action = Path(CODE, ".github/actions/setup/action.yml")
        action.parent.mkdir(parents=True)
        action.write_text(SETUP)
        return
    git("init", "--quiet")
    git("remote", "add", "origin", (HARNESS / "remote").read_text())
    git("fetch", "--quiet", "--depth=1", "origin", wanted["ref"] or "main")
    git("checkout", "--quiet", "FETCH_HEAD")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as out:
        out.write(f"commit={git('rev-parse', 'HEAD')}\n")


def upload_artifact(wanted: dict[str, str]) -> None:
    path, target = Path(wanted["path"]), HARNESS / "artifacts" / wanted["name"]
    if not path.exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    else:
        shutil.copy(path, target)


def download_artifact(wanted: dict[str, str]) -> None:
    shutil.copytree(HARNESS / "artifacts" / wanted["name"], wanted["path"])


def attest(wanted: dict[str, str]) -> None:
    (HARNESS / "attested").write_text(f"{wanted['subject-name']} {wanted['subject-digest']}")


def upload_pages(wanted: dict[str, str]) -> None:
    shutil.copytree(wanted["path"], HARNESS / "packed")


def deploy_pages(_: dict[str, str]) -> None:
    (HARNESS / "packed").rename(HARNESS / "pages")


def nothing(_: dict[str, str]) -> None:
    """Leave it: what is needed is here."""


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


ACTIONS = {
    "actions/checkout": checkout,
    "actions/upload-artifact": upload_artifact,
    "actions/download-artifact": download_artifact,
    "actions/attest": attest,
    "actions/upload-pages-artifact": upload_pages,
    "actions/deploy-pages": deploy_pages,
    "actions/setup-python": nothing,
}

if __name__ == "__main__":
    ACTIONS[sys.argv[1]](json.loads(os.environ["INPUTS"]))
