"""The merge gate: what is judged, what is read of it, and how the verdict is set."""
