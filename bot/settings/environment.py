from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Settings:
    """What this process was told by its environment; secrets are kept out of every repr."""

    in_actions: bool
    in_ci: bool
    summary_file: str
    output_file: str
    run_id: str
    commit: str
    repository: str
    actor: str
    no_color: bool
    overrides: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    audit_key: str = field(default="", repr=False)
    api_url: str = ""
    app_id: str = ""
    app_installation: str = ""
    app_key: str = field(default="", repr=False)
    lease_key: str = field(default="", repr=False)
    event: str = ""
    ref: str = ""
    event_file: str = ""
    llm_key: str = field(default="", repr=False)
    llm_url: str = ""
    memo_model: str = ""
    proposal_model: str = ""
    memo_subject: str = ""
    mail_key: str = field(default="", repr=False)
    mail_url: str = ""
    mail_from: str = ""
    mail_to: str = ""


OVERRIDES = (
    "TRADING_MODE",
    "MAX_DRAWDOWN_BPS",
    "AGENT_DD_BREACH_BPS",
    "PORTFOLIO_RISK_BUDGET_USD",
    "MAX_POSITION_USD",
)


def from_environ(environ: Mapping[str, str]) -> Settings:
    return Settings(
        in_actions=environ.get("GITHUB_ACTIONS") == "true",
        in_ci=environ.get("CI", "") not in ("", "false", "0"),
        summary_file=environ.get("GITHUB_STEP_SUMMARY", ""),
        output_file=environ.get("GITHUB_OUTPUT", ""),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        # A run that has waited judges newer policies than those of the commit that started it.
        commit=environ.get("GOVERNOR_COMMIT") or environ.get("GITHUB_SHA", ""),
        repository=environ.get("GITHUB_REPOSITORY", ""),
        actor=environ.get("GITHUB_ACTOR", ""),
        no_color="NO_COLOR" in environ,
        overrides={name: environ[name] for name in OVERRIDES if environ.get(name)},
        token=environ.get("GITHUB_TOKEN", ""),
        audit_key=environ.get("GOVERNOR_AUDIT_KEY", ""),
        api_url=environ.get("GITHUB_API_URL", ""),
        app_id=environ.get("GOVERNOR_APP_ID", ""),
        app_installation=environ.get("GOVERNOR_APP_INSTALLATION_ID", ""),
        app_key=environ.get("GOVERNOR_APP_PRIVATE_KEY", ""),
        lease_key=environ.get("GOVERNOR_LEASE_KEY", ""),
        event=environ.get("GITHUB_EVENT_NAME", ""),
        ref=environ.get("GITHUB_REF", ""),
        event_file=environ.get("GITHUB_EVENT_PATH", ""),
        llm_key=environ.get("AI_INTEGRATIONS_OPENAI_API_KEY") or environ.get("OPENAI_API_KEY", ""),
        llm_url=environ.get("AI_INTEGRATIONS_OPENAI_BASE_URL", ""),
        memo_model=environ.get("IC_MEMO_MODEL", ""),
        proposal_model=environ.get("AGENT_GEN_MODEL", ""),
        memo_subject=environ.get("IC_MEMO_SUBJECT", ""),
        mail_key=environ.get("SENDGRID_API_KEY", ""),
        mail_url=environ.get("SENDGRID_API_URL", ""),
        mail_from=environ.get("EMAIL_FROM", ""),
        mail_to=environ.get("META_EMAIL_TO", ""),
    )
