"""Who is written to, and what a language model may spend on writing it."""

from typing import Literal

from pydantic import Field

from bot.policy.part import Address, Count, Part, Positive, Whole


class Notifications(Part):
    alerts: tuple[Address, ...] = Field((), description="Told of a breach or a stale fleet.")
    lp_daily: tuple[Address, ...] = Field(
        (), description="Get the daily LP mail; while empty, META_EMAIL_TO alone gets it."
    )
    lp_weekly: tuple[Address, ...] = Field((), description="Get the weekly LP mail; likewise.")
    memo: tuple[Address, ...] = Field((), description="Get the weekly IC memo; likewise.")


class Llm(Part):
    provider: Literal["openai", "github", "off"] = Field(
        "openai",
        description="openai needs a key and uses templates without one; "
        "github asks GitHub Models with the workflow's own token; off always uses templates.",
    )
    memo_model: str = Field("gpt-4.1-mini", min_length=1, description="Writes the IC memo.")
    proposal_model: str = Field("gpt-4.1-mini", min_length=1, description="Proposes agents.")
    temperature: float = Field(0.2, ge=0, le=2, description="Low: the same facts, the same words.")
    max_tokens: Count = Field(1800, description="Longest answer: about two pages.")
    timeout_seconds: Positive = Field(60.0, description="For one answer; a longer one is a hang.")
    retries: Whole = Field(2, le=5, description="After a refusal to answer; then the template.")
    run_tokens: Count = Field(
        60_000, description="Tokens in and out of one run: some ten long answers."
    )
    run_usd: Positive = Field(0.50, description="Money of one run; the first bound met stops it.")


class Proposals(Part):
    at_least: Count = Field(3, description="Proposals asked for, at least.")
    at_most: int = Field(8, ge=1, le=20, description="Kept at most: what people can read a week.")
