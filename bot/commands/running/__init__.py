"""The parts of `governor run-agents`: who runs, with what, what came of it, and how it is told."""
