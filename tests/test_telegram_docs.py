"""docs/telegram.md says what the program does: ten lines lead to the first message, and its figures are the code's."""

import re
from pathlib import Path

from bot.channels.telegram.client import paces
from bot.channels.telegram.outcomes import REFUSED
from bot.channels.telegram.writing import SHARE
from bot.config import Telegram
from bot.desk.desk import PATIENCE
from bot.domain import cards, enclosures
from bot.messages import LARGEST_FILE
from bot.store.outbox import BACK_OFF

DOCS = (Path(__file__).parents[1] / "docs" / "telegram.md").read_text("utf-8")
PRIVATE, GROUP = paces(Telegram())


def test_ten_lines_lead_from_botfather_to_the_first_message() -> None:
    first = DOCS.split("\n## ")[1]
    assert [int(number) for number in re.findall(r"^(\d+)\. ", first, re.MULTILINE)] == list(range(1, 11))


def test_every_key_of_the_section_is_explained() -> None:
    assert [key for key in Telegram.model_fields if f"| `{key}` |" not in DOCS] == []


def test_its_figures_are_those_of_the_code() -> None:
    assert f"每秒 {round(1 / PRIVATE.overall.every)} 条" in DOCS
    assert f"每人 {PRIVATE.each.every:.0f} 秒 1 条" in DOCS
    assert f"每群先 {GROUP.each.burst} 条再每 {GROUP.each.every:.0f} 秒 1 条" in DOCS
    assert f"一个文件最多 {LARGEST_FILE // 2**20} MB" in DOCS
    assert f"一次最多 {enclosures.MOST} 个，每个最多 {LARGEST_FILE // 2**20} MB" in DOCS
    assert f"{PATIENCE.total_seconds() / 60:.0f} 分钟内没有关联" in DOCS
    assert f"一共 {len(BACK_OFF) + 1} 次" in DOCS
    assert f"隔 {BACK_OFF[0]} 秒、{BACK_OFF[1]} 秒、{BACK_OFF[2] // 60} 分钟" in DOCS
    assert REFUSED == 5 * 60
    assert "五分钟后再试" in DOCS


def test_a_group_gets_no_more_than_twenty_messages_in_any_minute() -> None:
    limit = GROUP.each
    assert limit.burst + 60 / limit.every <= 20


def test_the_buttons_are_called_as_they_are() -> None:
    assert all(f"“{one}”" in DOCS for one in (cards.TAKE, cards.GIVE, cards.CLOSE, cards.MORE, *SHARE.values()))


def test_its_links_lead_somewhere() -> None:
    targets = [one for one in re.findall(r"\]\(([^)#]+)\)", DOCS) if not one.startswith("https://t.me/")]
    assert all((Path(__file__).parents[1] / "docs" / target).exists() for target in targets)
