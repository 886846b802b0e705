"""python -m bench.reconcile: requests, settlements a second, and what a long history costs."""

import os
import sys

from bench.reconcile.history import history
from bench.reconcile.requests import requests
from bench.reconcile.throughput import throughput
from bench.reconcile.world import SEED


def main() -> int:
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}; seed {SEED}")
    reached = [requests(), throughput(), history()]
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
