"""The report made of what was judged: plain numbers, rounded so that only what matters changes."""
