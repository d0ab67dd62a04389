import pytest

from config import Settings, SettingsError


def test_the_defaults_are_one_machine_with_sqlite():
    settings = Settings.from_env({"SECRET_KEY": "k"})

    assert settings.database_url.startswith("sqlite:///")
    assert settings.base_url == "http://127.0.0.1:8000"
    assert (settings.default_locale, settings.default_timezone) == ("fr", "Europe/Paris")
    assert settings.smtp_url is None
    assert not settings.secure


def test_the_port_moves_the_default_address():
    assert (
        Settings.from_env({"SECRET_KEY": "k", "PORT": "9000"}).base_url == "http://127.0.0.1:9000"
    )


def test_an_https_address_makes_cookies_secure_and_loses_its_last_slash():
    settings = Settings.from_env({"SECRET_KEY": "k", "BASE_URL": "https://consult.example/"})

    assert settings.secure
    assert settings.base_url == "https://consult.example"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "http"),
        ("BASE_URL", "consult.example"),
        ("DEFAULT_LOCALE", "de"),
        ("DEFAULT_TIMEZONE", "Mars/Olympus"),
        ("GRACE_SECONDS", "-1"),
        ("CLAMD_URL", "tcp://localhost"),
        ("CLAMD_URL", "tcp://localhost:70000"),
        ("CLAMD_URL", "unix://"),
        ("CLAMD_URL", "http://localhost:3310"),
        ("MAIL_RATE", "many"),
        ("OUTBOX_DELAY", "-1"),
        ("MAIL_REPLY_TO", "nobody"),
        ("IMAP_URL", "imap.example"),
        ("IMAP_URL", "imaps://imap.example"),
        ("IMAP_URL", "imaps://user@imap.example:70000"),
        ("IMAP_URL", "pop3://user@imap.example"),
        ("SUGGESTIONS", "oracle"),
        ("ASSISTANT_URL", "http://assistant.example/v1"),
        ("ASSISTANT_URL", "http://127.0.0.1.assistant.example/v1"),
        ("ASSISTANT_URL", "https://me:secret@assistant.example/v1"),
        ("ASSISTANT_URL", "file:///etc/passwd"),
        ("ASSISTANT_URL", "https://assistant.example:70000/v1"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(variable, value):
    with pytest.raises(SettingsError, match=variable):
        Settings.from_env({"SECRET_KEY": "k", variable: value})


def test_an_assistant_names_its_model_and_its_key_is_told_to_nobody():
    given = {"SECRET_KEY": "k", "ASSISTANT_URL": "http://localhost:11434/v1"}
    with pytest.raises(SettingsError, match="ASSISTANT_MODEL"):
        Settings.from_env(given)

    told = Settings.from_env({**given, "ASSISTANT_MODEL": "m", "ASSISTANT_KEY": "sesame"})

    assert (told.assistant_url, told.assistant_model) == (given["ASSISTANT_URL"], "m")
    assert "sesame" not in repr(told)


def test_a_mailbox_is_read_only_where_one_is_named():
    url = "imaps://office%40fed.example:p%40ss@imap.fed.example/Retours"

    assert Settings.from_env({"SECRET_KEY": "k"}).imap_url is None
    assert Settings.from_env({"SECRET_KEY": "k", "IMAP_URL": url}).imap_url == url
