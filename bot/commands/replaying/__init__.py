"""What governor replay is made of: reading a past, playing it, telling of it."""
