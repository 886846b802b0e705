from bot.settings.secrets import secret_values

ENVIRON = {
    "PATH": "/usr/bin:/bin",
    "KEYBOARD": "qwertyuiop",
    "GITHUB_TOKEN": "ghs_0123456789",
    "OPENAI_API_KEY": "sk-0123456789",
    "DB_PASSWORD": "correct horse",
    "API_KEYS": "0123456789",
    "PUBLIC_KEY": "short",
    "ACCOUNT": "42-17",
}


def test_what_is_declared_or_called_a_secret_is_one() -> None:
    assert secret_values(ENVIRON, {"ACCOUNT", "GONE"}) == {
        "ghs_0123456789",
        "sk-0123456789",
        "correct horse",
        "0123456789",
        "42-17",
    }
