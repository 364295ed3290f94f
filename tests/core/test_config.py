from __future__ import annotations

from pathlib import Path

import pytest

from sciencepop.core.config import Config, ConfigError, normal_database_url


def test_production_refuses_to_start_without_a_secret_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is not set"):
        Config.from_environ({"SCIENCEPOP_MODE": "production", "SCIENCEPOP_VAR": str(tmp_path)})


def test_production_takes_its_key_from_the_environment(tmp_path: Path) -> None:
    config = Config.from_environ({"SCIENCEPOP_MODE": "production", "SECRET_KEY": "k", "SCIENCEPOP_VAR": str(tmp_path)})
    assert config.secret_key == "k"
    assert config.for_flask()["SESSION_COOKIE_SECURE"] is True


def test_development_makes_a_key_once_and_keeps_it(tmp_path: Path) -> None:
    environ = {"SCIENCEPOP_VAR": str(tmp_path / "var")}
    first = Config.from_environ(environ).secret_key
    assert len(first) > 40
    assert Config.from_environ(environ).secret_key == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_an_unknown_mode_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'prod'"):
        Config.from_environ({"SCIENCEPOP_MODE": "prod", "SCIENCEPOP_VAR": str(tmp_path)})


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_a_plain_postgresql_address_names_the_driver_that_is_shipped(given: str, normal: str) -> None:
    assert normal_database_url(given) == normal
