"""Proposals for new agents: asked for, read, refused or ranked, shown. None decides anything."""
