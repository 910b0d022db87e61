"""The ground that everything stands on: the lock, the rows of the house, the machine's PostgreSQL and browser."""

import configparser
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import psycopg

from tests.browser import chromium
from tests.servers import database, postgres

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def _locked() -> dict[str, str]:
    """What stands in the lock: name -> its whole entry, hashes included."""
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    return {entry.split("==")[0]: entry for entry in entries}


def test_the_lock_names_no_address_and_no_machine() -> None:
    assert not re.search(r"://|^-|@|/", LOCK.replace("--hash", "hash"), re.MULTILINE)


def test_every_entry_of_the_lock_has_one_version_and_hashes() -> None:
    for name, entry in _locked().items():
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; [^\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry), name


def test_everything_the_project_asks_for_is_locked() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(one for extra in extras.values() for one in extra)]
    names = {re.match(r"[\w-]+", one)[0].lower() for one in wanted}  # type: ignore[index]
    assert names <= set(_locked()), "run: make lock"


def test_every_module_has_a_row_in_the_house() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    rows = set(re.findall(r"[\w.]+", contracts["importlinter:contract:rows"]["layers"]))
    own = {f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if _is_module(path)}
    assert own <= rows, "give the new module a row in .importlinter"


def _is_module(path: Path) -> bool:
    return (path.suffix == ".py" and path.stem != "__init__") or (path.is_dir() and any(path.rglob("*.py")))


def test_a_server_gives_each_test_a_database_of_its_own() -> None:
    with postgres() as server, database(server) as one, database(server) as other:
        with _connect(one) as connection:
            connection.execute("CREATE TABLE seen (word text)")
        with _connect(other) as connection:
            assert connection.execute("SELECT to_regclass('seen')").fetchone() == (None,)


def test_a_server_goes_even_when_its_test_run_is_killed() -> None:
    program = "import tests.servers as s, time\nwith s.postgres() as url: print(url, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        folder = Path(run.stdout.readline().strip().partition("host=")[2])
        assert (folder / "data").exists()
        run.kill()
    deadline = time.monotonic() + 20
    while folder.exists():
        assert time.monotonic() < deadline, folder
        time.sleep(0.02)


def test_the_browser_shows_chinese_and_takes_a_click() -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content("<button onclick=\"this.textContent = '已提交'\">提交建议</button>")
        page.get_by_role("button", name="提交建议").click()
        assert page.get_by_role("button").inner_text() == "已提交"


def _connect(address: str) -> psycopg.Connection:
    return psycopg.connect(address.replace("+psycopg", ""))
