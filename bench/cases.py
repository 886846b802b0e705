"""The cases in the order of the table, and studies that are no timing."""

CASES = {
    "cycle": "bench.cycle.case",
    "ingest": "bench.ingest.case",
    "reconcile": "bench.reconcile.case",
    "judge": "bench.judge.case",
    "replay": "bench.replay.case",
    "site": "bench.site.case",
    "audit": "bench.audit",
    "catch_up": "bench.catch_up",
    "startup": "bench.startup",
    "sql": "bench.sql",
    "install": "bench.install",
}

# Each is run alone, with arguments of its own: a module with `main(arguments)`.
STUDIES = {
    "profile": "bench.profile",
    "scale": "bench.scale",
    "arithmetic": "bench.arithmetic",
    "year": "bench.year.__main__",
    "fleet": "bench.fleet.__main__",
}
