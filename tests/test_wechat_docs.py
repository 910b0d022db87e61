"""docs/wechat.md says what the program does: its tables and the code are held equal."""

import re
from pathlib import Path

from bot.accounts import ABILITIES, Ability, Account
from bot.channels.wechat.codes import ACTIONS, Action
from bot.channels.wechat.events import NUDGE
from bot.channels.wechat.unasked import PICTURES
from bot.config import WeChat
from bot.media import LINK_DAYS

DOCS = (Path(__file__).parents[1] / "docs" / "wechat.md").read_text("utf-8")


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose first header cell is so named."""
    table = DOCS[DOCS.index(f"| {head} |") :].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]


def test_every_error_code_stands_with_its_action() -> None:
    _, _, *lines = rows("错误码")
    documented = {frozenset(map(int, re.findall(r"-?\d+", line[0]))) for line in lines}
    assert documented == {frozenset(code for code in ACTIONS if ACTIONS[code] is action) for action in Action}
    assert all(len(line) == 4 and all(line) for line in lines)


def test_the_table_of_kinds_is_what_they_may_do() -> None:
    (_, *kinds), _, *lines, (_, *values) = rows("在这里能做什么")
    accounts = [Account(value.strip("`")) for value in values]
    assert kinds == [account.label for account in accounts]
    assert set(accounts) == set(Account)
    marks = {line[0]: [bool(cell) for cell in line[1:]] for line in lines}
    assert marks == {one.label: [one in ABILITIES[account] for account in accounts] for one in Ability}


def test_the_fields_of_the_template_message_are_those_that_are_sent() -> None:
    assert all(f"| `{field}` | {words} |" in DOCS for field, words in NUDGE.items())
    assert all(len(words) <= 20 for words in NUDGE.values()), "WeChat takes 20 characters in a thing"


def test_what_it_says_of_files_is_so() -> None:
    assert DOCS.count(f"{LINK_DAYS} 天内有效") >= 2
    assert {"image/jpeg", "image/png"} == PICTURES
    assert "照片（JPG、PNG）" in DOCS


def test_every_key_of_the_section_is_explained() -> None:
    assert [key for key in WeChat.model_fields if key not in DOCS] == []


def test_its_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", DOCS)
    assert targets
    assert all((Path(__file__).parents[1] / "docs" / target).exists() for target in targets)
