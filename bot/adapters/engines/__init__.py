"""Engines that run one SQL text: DuckDB on this machine, Spark on many."""
