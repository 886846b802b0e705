"""The dashboard of a large fleet, built and built again."""
