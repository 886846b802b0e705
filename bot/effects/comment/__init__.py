"""The canonical comment: one layout, filled from the report, every foreign word inert."""
