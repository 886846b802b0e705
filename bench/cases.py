"""The cases in the order of the table, and studies that are no timing."""

CASES = {
    "cycle": "bench.cycle.case",
    "startup": "bench.startup",
}

# Each is run alone, with arguments of its own: a module with `main(arguments)`.
STUDIES = {
    "fleet": "bench.fleet.__main__",
}
