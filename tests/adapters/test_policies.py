from pathlib import Path

import pytest

from bot.adapters.policies import policy_texts
from bot.errors import CannotRead


def test_the_files_of_the_folder_itself_are_read(tmp_path: Path) -> None:
    (tmp_path / "policies" / "profiles" / "classic").mkdir(parents=True)
    (tmp_path / "policies" / "risk.yml").write_bytes(b"v: 1\n")
    (tmp_path / "policies" / "risk.yaml").write_bytes(b"v: 1\r\n")
    (tmp_path / "policies" / "README.md").write_bytes(b"no policy")
    (tmp_path / "policies" / "profiles" / "classic" / "risk.yml").write_bytes(b"v: 1\n")
    assert policy_texts(tmp_path) == {
        "policies/risk.yaml": b"v: 1\r\n",
        "policies/risk.yml": b"v: 1\n",
    }


def test_a_missing_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"there is no folder .*policies; give --repo"):
        policy_texts(tmp_path)


def test_an_unreadable_entry_is_said(tmp_path: Path) -> None:
    (tmp_path / "policies" / "risk.yml").mkdir(parents=True)
    with pytest.raises(CannotRead, match=r"risk.yml: Is a directory"):
        policy_texts(tmp_path)
