"""Typed configuration: a TOML file and GONGYOU_SECTION_KEY in the environment, which wins.

Every wrong key is named with its section and the nearest right one; example secrets refuse to start.
"""

import difflib
import os
import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from bot.accounts import ABILITIES, Ability, Account
from bot.errors import ConfigError

PREFIX = "GONGYOU_"
EXAMPLE_SECRETS = ("change-me", "changeme", "example", "secret", "password")
SHORTEST_SECRET = 32
AES_KEY = r"^([0-9A-Za-z+/]{43})?$"
STORE_URL = re.compile(
    r"sqlite:///\S.*|postgresql\+psycopg://([^:@/\s]+(:[^:@/\s]*)?@)?([^:@/\s\[\]]*|\[[0-9a-fA-F:]+\])(:\d{1,5})?/[^/\s]+(\?\S*)?"
)
"""What SQLAlchemy would say of a wrong one may quote the password."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no IANA time zone (for example Asia/Shanghai)") from None
    return name


def _real_secret(value: str) -> str:
    if any(example in value.lower() for example in EXAMPLE_SECRETS):
        raise ValueError("is an example, not a secret: leave it empty, or put 32 or more random characters")
    if value and len(value) < SHORTEST_SECRET:
        raise ValueError("is too short: leave it empty, or put 32 or more random characters")
    return value


def _no_example(value: str) -> str:
    if any(example in value.lower() for example in EXAMPLE_SECRETS):
        raise ValueError("is an example: put the account's own")
    return value


def _known_store(value: str) -> str:
    if not STORE_URL.fullmatch(value):
        raise ValueError(
            "must be sqlite:///FILE or postgresql+psycopg://user:password@host:port/name"
            " (write / as %2F, @ as %40 and : as %3A in a password)"
        )
    return value


def _clock(value: str) -> str:
    try:
        if f"{time.fromisoformat(value):%H:%M}" == value:
            return value
    except ValueError:
        pass
    raise ValueError('must be a time of day such as "09:00"')


TimeOfDay = Annotated[str, AfterValidator(_clock)]


class Section(BaseModel):
    """One section of the file: no key but its own, and no change after the start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Store(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_known_store)] = Field(
        "sqlite:///gongyou.db",
        repr=False,
        description="SQLite file or PostgreSQL server, as SQLAlchemy writes it: postgresql+psycopg://user:password@host/name",
    )
    wait: float = Field(
        5, gt=0, le=60, description="seconds to wait for a lock or a connection before the member is asked to try again"
    )


class Web(Section):
    """The web server: members' chat and staff console."""

    host: str = Field("127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    public_url: str = Field(
        "http://127.0.0.1:8000",
        pattern=r"^https?://[^/\s]+$",
        description="how people reach the server, without a slash at the end; used in sign-in links",
    )
    secret: Annotated[str, AfterValidator(_real_secret)] = Field(
        "",
        repr=False,
        description="signs visitors' tokens, 32 or more random characters; empty: made and kept by the store",
    )


class Union(Section):
    """Whose account this is."""

    name: str = Field("示例工会", min_length=1, max_length=40, description="the union's name, as members read it")
    timezone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "Asia/Shanghai", description="time zone in which dates and times are shown"
    )
    hotline: str = Field("12351", description="the phone number members are given when they want a person at once")


class WeChat(Section):
    """The WeChat Official Account; it is switched on by app_id. docs/wechat.md shows where to find each value."""

    app_id: str = Field(
        "", pattern=r"^[0-9A-Za-z_-]{0,40}$", description="the account's AppID, such as wx…; empty: no WeChat"
    )
    app_secret: Annotated[str, AfterValidator(_no_example)] = Field("", repr=False, description="its AppSecret")
    account: Account = Field(
        Account.SERVICE_VERIFIED,
        description="its kind: service-verified, service, subscription-verified or subscription",
    )
    token: Annotated[str, AfterValidator(_no_example)] = Field(
        "", repr=False, pattern=r"^([0-9A-Za-z]{3,32})?$", description="the Token of its server settings"
    )
    aes_key: str = Field(
        "",
        repr=False,
        pattern=AES_KEY,
        description="the EncodingAESKey (43 characters) of its safe mode; empty: plain mode",
    )
    previous_aes_key: str = Field(
        "", repr=False, pattern=AES_KEY, description="the one before, while WeChat changes over; may stay empty"
    )
    reply_template: str = Field(
        "",
        pattern=r"^[0-9A-Za-z_-]{0,64}$",
        description="id of the template message that says 您有新的回复 when no other may be sent; may stay empty",
    )
    api_base: str = Field(
        "https://api.weixin.qq.com",
        pattern=r"^https?://[^/\s]+$",
        description="WeChat's own server, without a slash at the end",
    )

    @property
    def on(self) -> bool:
        """Whether there is an account."""
        return bool(self.app_id)

    @property
    def abilities(self) -> frozenset[Ability]:
        """What an account of its kind may do."""
        return ABILITIES[self.account]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.app_id and (missing := [key for key in ("app_secret", "token") if not getattr(self, key)]):
            raise ValueError(f"app_id needs {' and '.join(missing)} too: see docs/wechat.md")
        return self


class Cases(Section):
    """The clocks of cases and suggestions."""

    reply_hours: int = Field(16, ge=1, le=400, description="working hours within which a case gets its first reply")
    urgent_hours: int = Field(2, ge=1, le=48, description="hours, nights included, within which an urgent case does")
    suggestion_days: int = Field(60, ge=1, le=366, description="days within which a suggestion is answered")


class Scheduler(Section):
    """What happens by itself."""

    announce_at: TimeOfDay = Field("09:00", description="time of the month's announcement, on its first working day")
    remind_at: TimeOfDay = Field("18:00", description="time of the reminder, on the day before an event")


class Figures(Section):
    """National figures, new every year; the calculators ask for one that is not set."""

    urban_income: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="national income at disposal per head in towns, yuan a year, from stats.gov.cn; 0: not set",
    )
    urban_income_year: int = Field(
        0, ge=0, le=2100, description="the year of that figure; it counts for deaths in the next"
    )


class Config(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="_", env_nested_max_split=1
    )
    file: ClassVar[Path | None] = None

    store: Store = Store()
    web: Web = Web()
    union: Union = Union()
    wechat: WeChat = WeChat()
    cases: Cases = Cases()
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
    if file is None:
        return []
    try:
        written = file.read_text(encoding="utf-8")
        if written.startswith("\ufeff"):
            return [f"{file}: begins with a byte order mark; save it as UTF-8 without one"]
        tomllib.loads(written)
    except (OSError, UnicodeDecodeError) as error:
        return [f"{file}: cannot be read ({error})"]
    except tomllib.TOMLDecodeError as error:
        return [f"{file}: is no valid TOML: {error}"]
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
    return f"{where}: {problem['msg'].removeprefix('Value error, ')}{given}"
