"""What it costs to decide months of history again."""
