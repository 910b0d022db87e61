"""Configuration: every key is explained in three places alike, and every wrong one is named with its remedy."""

import json
import tomllib
from pathlib import Path

import pytest

from bot.config import Config, Store, Web, every_key, section_of
from bot.errors import ConfigError
from tests.config.written import bare, loaded, wrong

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "config.example.toml"
HUSH = "S3cr3tPassw0rt"
LONG = "k3" * 16


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)


# --- the example, the code and the docs say the same


def default(section: str, key: str) -> object:
    """As TOML writes it, which has lists only."""
    value = section_of(section).model_fields[key].default
    return list(value) if isinstance(value, tuple) else value


def test_the_example_holds_every_key_with_its_default_in_order() -> None:
    example = tomllib.loads(EXAMPLE.read_text("utf-8"))
    written = [(section, key, value) for section, keys in example.items() for key, value in keys.items()]
    assert written == [(section, key, default(section, key)) for section, key in every_key()]


def test_the_example_explains_every_section_and_key() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    for section in Config.model_fields:
        assert lines[lines.index(f"[{section}]") - 1] == f"# {section_of(section).__doc__}"
        below = lines[lines.index(f"[{section}]") :]
        for key, field in section_of(section).model_fields.items():
            place = next(index for index, line in enumerate(below) if line.startswith(f"{key} = "))
            assert field.description
            assert below[place - 1] == f"# {field.description}", key


def test_the_docs_have_a_row_for_every_key() -> None:
    rows = [
        f"| `[{section}]` | `{key}` | `{json.dumps(field.default, ensure_ascii=False)}` | {field.description} "
        f"| `GONGYOU_{section.upper()}_{key.upper()}` |"
        for section, key in every_key()
        for field in [section_of(section).model_fields[key]]
    ]
    table = (ROOT / "docs" / "configuration.md").read_text("utf-8").splitlines()
    assert [line for line in table if line.startswith("| `[")] == rows


def test_the_example_starts() -> None:
    assert Config.load(EXAMPLE).model_dump() == Config.load(None).model_dump()


# --- what is wrong is named


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[stroe]\nurl = 'x'", "[stroe] is unknown; did you mean store?"),
        (
            "[zzz]\na = 1",
            (
                "[zzz] is unknown; known are store, protection, web, console, union, wechat, telegram, cases, "
                "suggestions, events, notices, scheduler, figures"
            ),
        ),
        ("[web]\npublicurl = 'x'", "[web] publicurl is unknown; did you mean public_url?"),
        ("[web]\nqqqqqq = 1", "[web] qqqqqq is unknown; known are host, port, public_url, secret"),
        ("web = 5", "[web]: Input should be"),
        ("[web]\nport = 'many'", "[web] port: Input should be a valid integer"),
        ("[web]\nport = 70000", "(given: 70000)"),
        ("[web]\npublic_url = 'http://x/'", "[web] public_url: "),
        ("[store]\nwait = 0", "[store] wait: "),
        ("[union]\ntimezone = 'Asia/Shang'", "[union] timezone: is no IANA time zone (for example Asia/Shanghai)"),
        ("[union]\ntimezone = '../../etc/passwd'", "[union] timezone: is no IANA time zone"),
        ("[union]\ntimezone = ''", "[union] timezone: is no IANA time zone"),
        ("[union]\nname = ''", "[union] name: "),
        ("[console]\nsecond_factor = ['boss']", "[console] second_factor.0: Input should be 'administrator', 'chair'"),
        ("[console]\nsecond_factor = 'administrator'", '[console] second_factor: must be a list such as ["administra'),
        ("[scheduler]\nremind_at = '6 pm'", '[scheduler] remind_at: must be a time of day such as "09:00"'),
        ("[scheduler]\nremind_at = '18:00+08:00'", "[scheduler] remind_at: must be a time of day"),
        ("[scheduler]\nremind_at = '25:00'", "[scheduler] remind_at: must be a time of day"),
        ("[web\n", "is no valid TOML"),
        ("\ufeff[web]", "byte order mark"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (line,) = wrong(tmp_path, text)
    assert complaint in line


def test_all_wrong_lines_are_named_at_once(tmp_path: Path) -> None:
    lines = wrong(tmp_path, "[web]\nport = 'x'\nprot = 1\n[cases]\nreply_hours = 0\n[nothing]\n")
    assert sorted(line.split(":")[0].split(" is ")[0] for line in lines) == [
        "[cases] reply_hours",
        "[nothing]",
        "[web] port",
        "[web] prot",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        Config.load(tmp_path / "nowhere.toml")
    (tmp_path / "gbk.toml").write_bytes("[union]\nname = '工会'".encode("gbk"))
    with pytest.raises(ConfigError, match=r"gbk\.toml: cannot be read"):
        Config.load(tmp_path / "gbk.toml")


# --- the environment


def test_where_only_the_port_is_said_people_reach_the_server_there(tmp_path: Path) -> None:
    assert loaded(tmp_path, "[web]\nport = 9000").web.public_url == "http://127.0.0.1:9000"


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGYOU_WEB_PUBLIC_URL", "https://union.example.cn")
    monkeypatch.setenv("GONGYOU_UNION_NAME", "['第一', 2]")
    monkeypatch.setenv("GONGYOU_CASES_REPLY_HOURS", "8")
    config = loaded(tmp_path, "[web]\npublic_url = 'http://a'\nport = 1\n[union]\nname = '二'\nhotline = '12345'")
    assert (config.web.public_url, config.web.port) == ("https://union.example.cn", 1)
    assert (config.union.name, config.union.hotline, config.cases.reply_hours) == ("['第一', 2]", "12345", 8)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("GONGYOU_WEB_PROT", "environment: GONGYOU_WEB_PROT is unknown; did you mean GONGYOU_WEB_PORT?"),
        ("GONGYOU_WEB", "environment: GONGYOU_WEB is unknown; did you mean GONGYOU_WEB_"),
        ("gongyou_store_ulr", "environment: gongyou_store_ulr is unknown"),
    ],
)
def test_an_unknown_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, complaint: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError) as error:
        Config.load()
    assert complaint in str(error.value)


def test_a_wrong_value_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGYOU_WEB_PORT", "eighty")
    with pytest.raises(ConfigError, match=r"\[web\] port: .*eighty"):
        Config.load()


# --- secrets


@pytest.mark.parametrize(
    "secret", ["change-me", "CHANGEME" * 5, "this-is-an-example-secret-of-32-characters", "kurz0815"]
)
def test_an_example_secret_does_not_start(tmp_path: Path, secret: str) -> None:
    (line,) = wrong(tmp_path, f"[web]\nsecret = '{secret}'")
    assert line.startswith("[web] secret: is")
    assert secret not in line


def test_a_secret_is_in_no_repr(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://gongyou:{HUSH}@db/gongyou"
    config = loaded(tmp_path, f"[web]\nsecret = '{LONG}'\n[store]\nurl = '{url}'")
    assert (config.web.secret, config.store.url) == (LONG, url)
    for shown in (repr(config), str(config), repr(config.store), repr(config.web)):
        assert HUSH not in shown
        assert LONG not in shown


@pytest.mark.parametrize(
    "text",
    [
        f"[web]\nsecret = ['{HUSH}']",
        f"[store]\nurl = ['{HUSH}']",
        f"[store]\nurl = 'postgresql://gongyou:{HUSH}/name'",
        f"[store]\nurl = 'postgresql+psycopg://gongyou:{HUSH}/name'",
        f"[store]\nurl = 'postgresql+psycopg://gongyou:a@{HUSH}@host/name'",
        f"[store]\nurl = 'mysql://gongyou:{HUSH}@host/name'",
        f"[store]\nurl = 'postgresql+psycopg://gongyou:{HUSH}@host:port/name'",
        f"[store]\nurl = '{HUSH}'",
        f"store = '{HUSH}'",
        f"[store]\nurl = 'sqlite:///a.db'\npassword = '{HUSH}'",
    ],
)
def test_a_password_is_in_no_complaint(tmp_path: Path, text: str) -> None:
    assert HUSH not in "\n".join(wrong(tmp_path, text))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///gongyou.db",
        "sqlite:////var/lib/gongyou/gongyou.db",
        "postgresql+psycopg://gongyou:p%40ss@db.example:5432/gongyou",
        "postgresql+psycopg://postgres@/postgres?host=/tmp/socket",
        "postgresql+psycopg://u:p@[::1]:5432/name?sslmode=require",
    ],
)
def test_a_store_is_named_in_either_form(url: str) -> None:
    assert Store(url=url).url == url


def test_what_was_read_stays_as_it_is() -> None:
    config = Config.load()
    with pytest.raises(ValueError, match="frozen"):
        config.web = Web()  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        config.web.port = 1  # type: ignore[misc]
