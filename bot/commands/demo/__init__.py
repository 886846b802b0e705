"""The bundled fleet: a market, twelve agents with known characters, and what they wrote each day.

Everything is drawn from one seed, so the same demo tells the same story, to the byte.
"""
