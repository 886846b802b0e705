"""Agents run as processes: each kept by a process of its own, which leaves nothing of it alive."""
