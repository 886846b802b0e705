"""The HTTP face of the local forge: GitHub's API in front of real git, for the real client."""
