"""Typed configuration: a TOML file and GONGYOU_SECTION_KEY in the environment, which wins.

Every wrong key is named with its section and the nearest right one; example secrets refuse to start.
"""

import difflib
import os
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from bot.config import files
from bot.config.cases import Cases
from bot.config.console import Console
from bot.config.events import Events
from bot.config.notices import Notices
from bot.config.protection import Protection
from bot.config.sections import (
    Figures,
    Scheduler,
    Section,
    Store,
    Telegram,
    Union,
    Web,
    WeChat,
)
from bot.config.suggestions import Suggestions
from bot.errors import ConfigError

__all__ = [
    "Cases", "Config", "Console", "Events", "Figures", "Notices", "Protection", "Scheduler", "Section", "Store",
    "Suggestions", "Telegram", "Union", "WeChat", "Web", "every_key", "nearest", "section_of",
]  # fmt: skip

PREFIX = "GONGYOU_"


class Config(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1
    )
    file: ClassVar[Path | None] = None

    store: Store = Store()
    protection: Protection = Protection()
    web: Web = Web()
    console: Console = Console()
    union: Union = Union()
    wechat: WeChat = WeChat()
    telegram: Telegram = Telegram()
    cases: Cases = Cases()
    suggestions: Suggestions = Suggestions()
    events: Events = Events()
    notices: Notices = Notices()
    scheduler: Scheduler = Scheduler()
    figures: Figures = Figures()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file."""
        files = (TomlConfigSettingsSource(settings_cls, cls.file),) if cls.file else ()
        return (init_settings, env_settings, *files)

    @property
    def zone(self) -> ZoneInfo:
        """The union's time zone."""
        return ZoneInfo(self.union.timezone)

    @classmethod
    def load(cls, file: Path | None = None) -> "Config":
        """Read file and environment, or raise ConfigError with a line for every wrong key."""
        wrong = list(_unknown_variables()) + list(_unreadable(file))
        if wrong:
            raise ConfigError("\n".join(wrong))
        source: type[Config] = type("Config", (cls,), {"file": file, "__doc__": cls.__doc__})
        try:
            return source()
        except ValidationError as error:
            raise ConfigError("\n".join(_explain(problem) for problem in error.errors())) from None


def _unreadable(file: Path | None) -> list[str]:
    try:
        if file:
            files.toml(file)
    except ValueError as error:
        return [f"{file}: {error}"]
    return []


def _secret(section: str, key: str) -> bool:
    """Whether a key's value must not be seen, neither in repr nor in a complaint."""
    field = section_of(section).model_fields.get(key)
    return field is not None and not field.repr


def _unknown_variables() -> list[str]:
    keys = [f"{PREFIX}{section}_{key}".upper() for section, key in every_key()]
    return [
        f"environment: {name} is unknown{nearest(name, keys)}"
        for name in os.environ
        if name.upper().startswith(PREFIX) and name.upper() not in keys
    ]


def every_key() -> list[tuple[str, str]]:
    """All (section, key) pairs, in the order of config.example.toml."""
    return [(section, key) for section in Config.model_fields for key in section_of(section).model_fields]


def section_of(name: str) -> type[Section]:
    """The class of a section."""
    kind = Config.model_fields[name].annotation
    assert isinstance(kind, type) and issubclass(kind, Section)  # noqa: S101, PT018 - holds for every field above
    return kind


def nearest(name: str, known: list[str]) -> str:
    """The end of a complaint about an unknown name: the known one that is nearest, or all of them."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _explain(problem: ErrorDetails) -> str:
    section, *rest = (str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden" and not rest:
        return f"[{section}] is unknown{nearest(section, list(Config.model_fields))}"
    if problem["type"] == "extra_forbidden":
        return f"[{section}] {rest[0]} is unknown{nearest(rest[0], list(section_of(section).model_fields))}"
    where = f"[{section}] {'.'.join(rest)}".rstrip()
    given = "" if not rest or _secret(section, rest[0]) else f" (given: {problem['input']!r})"
    return "\n".join(f"{where}: {line}{given}" for line in problem["msg"].removeprefix("Value error, ").splitlines())
