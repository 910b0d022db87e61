"""A member reads the law itself: with a statute in the store the text, without it the name and where to read it."""

import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import handlers
from bot.app import App
from bot.config import Config
from bot.conversation import Engine, Menu
from bot.domain import statutes
from bot.domain.acts import OPERATOR
from bot.messages import Address, Incoming, Reply
from bot.store.database import Database
from handlers import ask, statute
from knowledge import KnowledgeBase, Statute, closest
from knowledge.statutes import read, read_folder
from tests.conftest import Clock
from tests.laws import BODY, REAL, with_real_texts, write

Says = Callable[[str], Reply]
TITLE = "没签合同，双倍工资怎么算"
WECHAT = 2048
"""Bytes of one text message."""


MENU = Menu((*statute.ENTRIES, *(entry for entry in handlers.MENU.entries if entry not in statute.ENTRIES)))


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[App]:
    with App(config, clock=clock, knowledge=knowledge, database=database) as opened:
        opened.engine = Engine(MENU, closest, ask.aside, ask.free, ask.watch)
        yield opened


@pytest.fixture
def says(app: App) -> Says:
    return lambda text: app.turn(Incoming(Address("test", "lina"), uuid.uuid4().hex, text))[0]


def take_in(app: App, *texts: Statute) -> None:
    with app.act(OPERATOR) as act:
        statutes.take_in(act, texts)


@pytest.fixture
def contract_law(app: App, tmp_path: Path) -> None:
    """Four articles of a made-up 劳动合同法, the second of them long."""
    lines = "".join(f"（{number}）{'款' * 99}；\n" for number in "一二三四五六七八九")
    body = BODY.replace("（一）本人同意的；\n（二）法律规定的。\n", lines)
    take_in(app, read(write(tmp_path, body, short='"劳动合同法"')))


@pytest.mark.usefixtures("contract_law")
@pytest.mark.parametrize(
    "text",
    [
        "劳动合同法第一条",
        "劳动合同法1条",
        "《劳动合同法》第一条是什么内容？",
        "中华人民共和国劳动合同法第 1 条",
        "查看条文：劳动合同法第1条",
        "请问劳动合同法第一条写的啥",
        "帮我查一下劳动合同法第一条第一款",
        "下一条：劳动合同法第一条",
    ],
)
def test_an_article_is_shown_with_its_version(says: Says, text: str) -> None:
    reply = says(text)
    assert reply.text.startswith("《中华人民共和国劳动合同法》\n第一条　用人单位应当按月支付工钱。\n拖欠满三十日的")
    assert "（2019-05-06版，2019-07-01起施行；全国人民代表大会发布。正式文本见国家法律法规数据库 flk" in reply.text
    assert reply.buttons == ("下一条：劳动合同法第二条",)


@pytest.mark.usefixtures("contract_law")
def test_a_long_article_is_read_in_parts(says: Says) -> None:
    reply, parts = says("劳动合同法第二条"), 1
    while reply.buttons[0].startswith("接着看"):
        assert len(reply.text.encode()) < WECHAT
        reply, parts = says(reply.buttons[0]), parts + 1
        assert "第二条（续）　（" in reply.text
    assert parts > 1
    assert reply.text.split("\n")[-2].startswith("（九）")
    assert reply.buttons == ("下一条：劳动合同法第三条",)
    assert says("下一条：劳动合同法第三条").buttons == ("下一条：劳动合同法第三条之一",)
    assert says("劳动合同法第三条之一").buttons == ()


@pytest.mark.usefixtures("contract_law")
def test_of_several_articles_the_others_are_buttons(says: Says) -> None:
    reply = says("劳动合同法第一条、第三条和第三条之一")
    assert "第一条　" in reply.text
    assert reply.buttons == ("劳动合同法第三条", "劳动合同法第三条之一")


@pytest.mark.usefixtures("contract_law")
def test_a_number_beyond_the_last_is_told_so(says: Says) -> None:
    assert says("劳动合同法第120条").text == "《劳动合同法》没有第一百二十条：最后一条是第三条之一。您再核对一下数字。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("劳动合同法第八十二条", "《中华人民共和国劳动合同法》第八十二条：我这里没有存"),
        ("工资支付暂行规定12条", "中国政府网 www.gov.cn"),
        ("《厂里的规定》第三条", "flk.npc.gov.cn"),
        (f"查看条文：{TITLE}", "《劳动合同法》第十条、第十四条、第八十二条；《劳动合同法实施条例》第六条"),
        ("查看条文 double-wage", "flk.npc.gov.cn"),
        ("那个双倍工资是哪条", f"“{TITLE}”依据：《劳动合同法》"),
        ("晚上吃什么是哪条", "没听出来"),
    ],
)
def test_without_texts_the_name_and_where_to_read_it(says: Says, text: str, words: str) -> None:
    assert words in says(text).text


@pytest.mark.parametrize(
    "text",
    [
        "公司按劳动合同法第40条辞退我怎么办",
        "我走哪条路去工会",
        "查看：联欢会",
        "我有三条微信记录",
        "劳动合同法",
        "第三条",
        "报名",
    ],
)
def test_what_is_no_wish_to_read_the_law_goes_on(text: str) -> None:
    found = MENU.find(text)
    assert found is None or found[0] not in statute.ENTRIES


@pytest.mark.parametrize(
    "text", ["查看" * 3900, "劳动法1条" + " " * 7900, "请问" * 3900, "劳动法1条、" * 1500, "是" * 7900]
)
def test_no_message_keeps_the_matcher_busy(text: str) -> None:
    begun = time.perf_counter()
    MENU.find(f"{text}x")
    assert time.perf_counter() - begun < 0.2


@with_real_texts
def test_which_article_is_answered_with_the_right_one_first(app: App, says: Says) -> None:
    take_in(app, *read_folder(REAL))
    for text, article in (
        ("那个双倍工资是哪条", "《劳动合同法》第八十二条"),
        ("试用期是劳动合同法哪条规定的？", "《劳动合同法》第十九条"),
        ("仲裁时效在哪条", "《劳动争议调解仲裁法》第二十七条"),
        ("产假是哪条", "《女职工劳动保护特别规定》第七条"),
    ):
        reply = says(text)
        assert reply.text.split("\n")[1].startswith(article), reply.text
        assert "依据：《" in says(reply.buttons[0]).text


@with_real_texts
def test_an_entry_shows_its_articles_in_one_message(app: App, says: Says, knowledge: KnowledgeBase) -> None:
    take_in(app, *read_folder(REAL))
    for entry in knowledge.entries[::8]:
        reply = says(f"查看条文：{entry.title}")
        assert reply.text.startswith(f"“{entry.title}”依据的条文：\n《")
        assert len(reply.text.encode()) < WECHAT
        assert len(reply.buttons) <= statute.MOST_BUTTONS


@with_real_texts
def test_a_doubtful_article_says_so(app: App, says: Says) -> None:
    take_in(app, *read_folder(REAL))
    assert "注意：第一款自2025年9月1日起废止" in says("劳动争议司法解释一第32条").text
    assert "《民法典》我这里只存了几条，没有第一条。" in says("民法典第1条").text
