"""What a merged edit of the policies means at once: whom it stops, since when, by whose merge."""
