import os
import signal
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.git_objects import Objects
from tests.forked import ended


def test_a_fork_that_forgets_them_neither_hangs_nor_ends_them_for_the_other(tmp_path: Path) -> None:
    git = Git(tmp_path)
    git.run("init", "--quiet")
    stored = git.text("hash-object", "-w", "--stdin", stdin=b"what stands")
    kept = [Objects(git)]
    before = kept[0].get(stored)[1]
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(10)
        kept.clear()
        os._exit(0)
    assert ended(child) == 0
    assert kept[0].get(stored)[1] == before == b"what stands"
