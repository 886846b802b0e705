-- What the signals name, and when the first and the last of each was received.
SELECT symbol, min(received_at) AS first_at, max(received_at) AS last_at
FROM signals
GROUP BY symbol
ORDER BY symbol
