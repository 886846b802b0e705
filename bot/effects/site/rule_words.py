"""How a finding is said: its rule's name in words, and the unit that its numbers have."""

ENDS = {"_bps": "level", "_usd": "usd", "_ms": "ms", "_minutes": "minutes"}
# Those whose names do not end with their unit.
UNITS = {
    "market_volatility": "level",
    "market_rise": "level",
    "market_fall": "level",
    "data_fresh": "minutes",
    "days_held": "days",
    **dict.fromkeys(
        (
            "error_rate",
            "hit_rate",
            "kill_error_rate",
            "likeness",
            "live_bh",
            "live_false_share",
            "lost_edge",
            "points_error_rate",
            "regime_majority",
            "sign_mismatch",
        ),
        "percent",
    ),
}


def form_of(rule: str) -> str:
    ending = next((form for end, form in ENDS.items() if rule.endswith(end)), "rough")
    return UNITS.get(rule, ending)


def words_of(rule: str) -> str:
    ending = next((end for end in ENDS if rule.endswith(end)), "")
    return rule.removesuffix(ending).replace("_", " ")
