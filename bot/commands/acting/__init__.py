"""Acting: what `governor apply` does to the forge, one effect at a time, finding before making."""
