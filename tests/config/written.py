"""Configurations as they are written to a file, and what is said of the wrong ones."""

from pathlib import Path

import pytest

from bot.config import Config, every_key
from bot.errors import ConfigError


def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the developer's own."""
    for section, key in every_key():
        monkeypatch.delenv(f"GONGYOU_{section}_{key}".upper(), raising=False)


def wrong(folder: Path, text: str) -> list[str]:
    """The lines of complaint about a file of that text."""
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        Config.load(file)
    return str(error.value).splitlines()


def loaded(folder: Path, text: str) -> Config:
    file = folder / "config.toml"
    file.write_text(text, "utf-8")
    return Config.load(file)
