"""Governor: a governance bot for fleets of trading agents. docs/house.md draws the rooms."""

__version__ = "0.1.0"
