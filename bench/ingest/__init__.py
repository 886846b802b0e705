"""The case `ingest`: a million lines, validated and stored."""
