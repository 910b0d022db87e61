"""Every calculator as a member fills it in, on both databases; wrong facts get kind words and a way to correct them."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from bot.app import App
from bot.config import Config, Figures
from bot.conversation import Engine, Menu
from bot.messages import Address, Incoming
from bot.store.database import Database
from handlers import ask, calculator_injury, reception
from handlers.calculator import CALCULATORS, ENTRIES, button
from knowledge import KnowledgeBase, closest
from tests.conftest import Clock

Says = Callable[..., str]


def _talk(app: App) -> Says:
    app.engine = Engine(Menu((reception.menu, *ENTRIES)), closest, ask.aside, ask.free, ask.watch)

    def says(*texts: str) -> str:
        answer = ""
        for text in texts:
            replies = app.turn(Incoming(Address("test", "lina"), uuid.uuid4().hex, text))
            answer = "\n".join(" ".join([one.text, *(f"[{button}]" for button in one.buttons)]) for one in replies)
        return answer

    return says


@pytest.fixture
def says(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[Says]:
    """A member's talk with nothing but the calculators."""
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        yield _talk(app)


def test_the_menu_offers_all_of_them(says: Says) -> None:
    answer = says("算一算")
    assert all(f"[{button(one)}]" in answer for one in CALCULATORS)
    assert says("计算器") == answer


def test_each_opens_by_its_button(says: Says) -> None:
    for one in CALCULATORS:
        assert "(1/" in says(button(one))
        says("取消")


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("算经济补偿 2019年3月5日 今天 8000 1", "违法解除赔偿金（2N）：128,000.00 元"),
        ("算经济补偿 2019年3月5日 今天 30000 3 没提前 28000 9000", "合计（N+1）：244,000.00 元"),
        ("算经济补偿 2019年3月5日 今天 30000 3 提前了 跳过", "经济补偿（N）：240,000.00 元"),
        ("算经济补偿 2025年3月5日 今天 1800 说不清，都算给我看 2000", "经济补偿（N）：4,000.00 元"),
        ("算双倍工资 2025年1月10日 一直没签 还在 6000", "还能要的一倍工资：66,000.00 元"),
        ("算双倍工资 2025年1月10日 后来签了 已经离开 6000 2025年3月10日 2025年9月1日", "一倍工资：6,000.00 元"),
        ("算加班费 4350 10 8 8", "加班费合计：1,375.00 元"),
        ("算日工资 5000 跳过", "日工资：229.89 元"),
        ("算年假 12 2020年1月1日 还在 满了 3 都没有 8700", "应另外补：5,600.00 元"),
        ("算年假 12 2020年1月1日 已经离开或快要离开 满了 3 都没有 8700 2026年9月30日", "应另外补：3,200.00 元"),
        ("算试用期 有期限的合同 36 8 6000", "超期赔偿金：12,000.00 元"),
        ("算试用期 无固定期限合同 跳过 跳过", "试用期最长：6 个月"),
        ("算医疗期 12 7 跳过", "医疗期：9 个月"),
        ("算工伤补助 九级 6000 跳过", "一次性伤残补助金：54,000.00 元"),
        ("算工伤补助 10 6000 跳过", "一次性伤残补助金：42,000.00 元"),
        ("算工亡补助 9000 50000", "一次性工亡补助金：1,000,000.00 元"),
        ("算产假 生育 2 难产 60 跳过", "产假：188 天"),
        ("算产假 流产 没满 跳过", "产假：15 天"),
        ("算退休 男职工 1968年12月", "法定退休年龄：61岁"),
        ("算时效 1 已经离开 2026年1月1日", "还剩：39 天"),
        ("算时效 2 2025年10月1日 2026年3月1日", "最后一天：2027年3月1日"),
        ("算时效 1 还在", "不受一年限制"),
        ("算时效 申请工伤认定 2025年12月1日", "还剩：8 天"),
    ],
)
def test_a_calculator_from_its_words_to_its_result(says: Says, said: str, result: str) -> None:
    answer = says(*said.split())
    assert result in answer
    assert "依据：《" in answer
    assert "[计算器]" in answer


def test_wrong_facts_get_kind_words_and_can_be_put_right(says: Says) -> None:
    answer = says("算经济补偿", "2026年3月5日", "2025年3月5日", "8000", "1")
    assert "离职日期比入职还早（2026年3月5日、2025年3月5日），请核对这两个日期。" in answer
    assert "修改2" in answer
    assert "违法解除赔偿金（2N）：16,000.00 元" in says("修改2", "2026年11月1日")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("算加班费 0", "这个数太小了，不能小于 1。"),
        ("算加班费 九千九百万", "这个数太大了"),
        ("算工伤补助 九级 6000 98000", "不能大于 50000"),
        ("算工亡补助 9000 4500", "不能小于 10000"),
        ("算双倍工资 2027年1月1日", "还没有到"),
        ("算医疗期 3 4 跳过", "比总的工作年限还长"),
        ("算加班费 5000 没有 没有 跳过", "三种加班都是 0"),
        ("算经济补偿 1900年1月1日 今天 5000 1", "好像写错了"),
    ],
)
def test_a_slip_is_said_at_once(says: Says, said: str, words: str) -> None:
    assert words in says(*said.split())


def test_the_settings_know_the_national_figure(config: Config, clock: Clock, knowledge: KnowledgeBase) -> None:
    figures = Figures(urban_income=50_000, urban_income_year=2025)
    with App(config.model_copy(update={"figures": figures}), clock=clock, knowledge=knowledge) as app:
        says = _talk(app)
        answer = says("算工亡补助", "跳过")
        assert "2025年全国城镇居民人均可支配收入 50,000.00 × 20" in answer
        assert "适用于2026年去世的" in answer
        assert "stats.gov.cn" in says(calculator_injury.ANOTHER_YEAR, "跳过")
        assert "收入的数取去世前一年的" in says("40000")


def test_without_the_figure_the_member_is_told_where_to_look(says: Says) -> None:
    answer = says("算工亡补助", "跳过")
    assert "国家统计局" in answer
    assert "工会经办人" in answer


def test_a_button_of_an_unknown_calculator_is_a_bug() -> None:
    with pytest.raises(KeyError):
        button("horoscope")
