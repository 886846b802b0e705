"""Partitions of the state as Parquet, in the state or in an object store."""
