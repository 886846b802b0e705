"""python -m bench.ingest.governor EVENTS REPO: ingest, and what it took."""

import json
import resource
import sys
import time
from pathlib import Path

from bench.ingest import lines
from bench.ingest.lines import NOW, TOLERANCE
from bot.adapters.folder_store import FolderStore
from bot.adapters.sources import find_sources
from bot.adapters.spread import spread, workers
from bot.commands.admission import Admission
from bot.commands.ingest import ingest
from tests.fakes.output import HeardOutput


def main(events: Path, repo: Path) -> None:
    started = time.perf_counter()
    store = FolderStore(repo, repo / ".governor")
    sources = find_sources([str(events)], sys.stdin.buffer, repo / ".governor")
    admission = Admission(TOLERANCE, lines.fingerprints())
    ingest(store, HeardOutput(), sources, NOW, admission, spread=spread)
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": seconds, "megabytes": (own + workers() * each) / 1024}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
