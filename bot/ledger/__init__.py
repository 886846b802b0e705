"""Ledger: from predictions to realized PnL.

Takes: signals, candles, what is already settled, now.
Gives: the pairs that are due, the fewest candle requests, settlements, hourly positions.
May import: events, state, policy, settings, words, errors.
Never: network, files, clock, judgement.
"""
