"""The sections of the configuration: every key with its type, its default and its meaning."""

import re
from datetime import time
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.accounts import ABILITIES, Ability, Account

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


def _no_example_word(value: str) -> str:
    if value.lower() in EXAMPLE_SECRETS:
        raise ValueError("is an example: put random letters and figures")
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


NoticeField = Annotated[str, Field(pattern=r"^[a-z_]{1,20}[0-9]{0,2}=(title|time|place|words)$")]
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

    @model_validator(mode="before")
    @classmethod
    def _reached_here(cls, given: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        """Where only the port is said, people reach the server there."""
        if not isinstance(given, dict) or not given.get("port") or "public_url" in given:
            return given
        return given | {"public_url": f"http://127.0.0.1:{given['port']}"}


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
    notice_template: str = Field(
        "",
        pattern=r"^[0-9A-Za-z_-]{0,64}$",
        description="id of the template message for reminders of events outside the 48 hours; may stay empty",
    )
    notice_subscription: str = Field(
        "",
        pattern=r"^[0-9A-Za-z_-]{0,64}$",
        description="id of the subscription message for the same, where members allowed one; may stay empty",
    )
    notice_fields: tuple[NoticeField, ...] = Field(
        ("thing1=title", "time2=time", "thing3=place"),
        description="what the fields of both hold, as the template names them: title, time, place or words",
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


class Telegram(Section):
    """The Telegram bot; it is switched on by its token. docs/telegram.md leads from BotFather to the first message."""

    token: Annotated[str, AfterValidator(_no_example)] = Field(
        "",
        repr=False,
        pattern=r"^([0-9]{1,20}:[0-9A-Za-z_-]{1,120})?$",
        description="the bot's token from BotFather, such as 123456789:AA…; empty: no Telegram",
    )
    webhook_secret: Annotated[str, AfterValidator(_no_example_word)] = Field(
        "",
        repr=False,
        pattern=r"^[0-9A-Za-z_-]{0,256}$",
        description="random letters, figures, _ and -: Telegram posts to public_url/telegram; empty: we ask Telegram",
    )
    per_second: int = Field(
        29,
        ge=1,
        le=10_000,
        description="messages a second that Telegram allows the bot; more only where it is paid for",
    )
    api_base: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^/\s]+$",
        description="Telegram's own server, without a slash at the end",
    )

    @property
    def on(self) -> bool:
        """Whether there is a bot."""
        return bool(self.token)


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
