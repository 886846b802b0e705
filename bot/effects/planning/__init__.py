"""Planning: what has to be done so that the forge shows what was decided. It does nothing."""
