"""A member's question finds its entry, and the band says how sure that is."""

import threading

import pytest

from knowledge import Band, Finding, KnowledgeBase


def first(finding: Finding) -> str:
    return finding.hits[0].entry.id


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("老板三个月没给我发工资了，去哪里投诉", "wages-owed"),
        ("老闆拖欠工資怎麼辦", "wages-owed"),
        ("厂里压着两个月工钱不给，讨了好几回都说没钱", "wages-owed"),
        ("我要辞职，公司说必须提前两个月说，不批", "resign-notice"),
        ("手指头让冲床压了，怎么申请工伤认定", "injury-apply"),
        ("公伤认定怎么申情", "injury-apply"),
        ("我怀孕七个月了，到时候产假能休几天，工资有没有", "maternity-leave"),
        (
            "我是河南来的，跟老乡进了这家厂做包装，一开始还好好的，后来从六月份开始工资就没发过，问就是再等等，该找哪里",
            "wages-owed",
        ),
    ],
)
def test_the_right_entry_comes_first(base: KnowledgeBase, question: str, entry: str) -> None:
    finding = base.ask(question)
    assert first(finding) == entry
    assert finding.band is not Band.NONE


@pytest.mark.parametrize(
    "question",
    [
        "公司拖欠工资怎么办",
        "欠薪找谁要？？",
        "请问欠薪找谁要啊",
        "辞职公司不批怎么伴",
        "请问辞职要提前多久谢谢",
        "工商认定怎么申请",
    ],
)
def test_an_ask_is_answered_in_spite_of_a_slip(base: KnowledgeBase, question: str) -> None:
    assert base.ask(question).band is Band.ANSWER


OUTSIDE = (
    *("你好", "谢谢你", "今天天气怎么样", "你是机器人吗", "讲个笑话", "在吗", "嗯嗯", "再见", "哈哈哈", "1"),
    *("滚", "你们都是骗子", "什么垃圾东西", "没有用的废物"),
    *("离婚孩子归谁", "老公在外面有人了我想离婚怎么分房子", "表弟借我三万不还怎么起诉", "网贷还不上了怎么办"),
    *("房东不退押金", "拆迁补偿款怎么分", "邻居半夜放音乐", "酒驾会判几年", "对方全责不赔钱", "买的手机是假货"),
    *("小孩上小学要什么材料", "公交卡在哪里充值", "居住证怎么续签", "护照去哪里办", "医院怎么挂号", "水费怎么交"),
    *("转发这篇文章到朋友圈", "震惊！吃这个会中毒", "帮我写一首诗", "双色球开奖号码", "红烧肉怎么做", "……", "怎么办"),
)


@pytest.mark.parametrize("question", OUTSIDE)
def test_other_things_are_not_answered(shipped: KnowledgeBase, question: str) -> None:
    assert shipped.ask(question).band is not Band.ANSWER


def test_few_other_things_are_even_offered_choices(shipped: KnowledgeBase) -> None:
    offered = [question for question in OUTSIDE if shipped.ask(question).band is Band.CHOICES]
    assert len(offered) <= 2, offered


@pytest.mark.parametrize("question", ["", "   ", "？？？", "😀😀", "\n", "a" * 5000, "工资" * 3000])
def test_strange_input_is_survived(shipped: KnowledgeBase, question: str) -> None:
    assert len(shipped.ask(question).hits) <= 3


def test_a_bare_topic_is_offered_as_choices(shipped: KnowledgeBase) -> None:
    finding = shipped.ask("工资")
    assert finding.band is Band.CHOICES
    assert all(hit.entry.group == "工资" for hit in finding.hits)


def test_an_ask_is_answered_by_its_own_entry(shipped: KnowledgeBase) -> None:
    for entry in shipped.entries:
        for ask in (entry.title, *entry.asks[::4]):
            finding = shipped.ask(ask)
            assert (first(finding), finding.band) == (entry.id, Band.ANSWER), ask


def test_hits_are_at_most_three_the_best_first_and_scored_from_0_to_1(shipped: KnowledgeBase) -> None:
    for question in ("被辞退了怎么赔", "工伤", "你好"):
        scores = [hit.score for hit in shipped.ask(question).hits]
        assert len(scores) == 3
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert sum(scores) <= 1.002


def test_entries_are_found_by_id_by_what_they_cover_and_by_title(base: KnowledgeBase) -> None:
    owed = base.entries[0]
    assert base.entry("wages-owed") is owed
    assert base.entry("wages-pay-date") is owed
    assert base.entry("nothing") is None
    assert base.titled("公司拖欠工资怎么办") is owed
    assert base.titled(" 公司拖欠工资怎么办？") is owed
    assert base.titled("公司拖欠工资") is None
    assert base.ask("公司拖欠工资怎么办").hits[0].score == 1


def test_an_empty_base_knows_nothing() -> None:
    assert KnowledgeBase(()).ask("工资没发") == Finding(Band.NONE, ())


def test_one_entry_alone_is_enough(base: KnowledgeBase) -> None:
    alone = KnowledgeBase(base.entries[:1])
    assert first(alone.ask("工资没发")) == "wages-owed"
    assert alone.ask("离婚怎么办").band is Band.NONE


def test_the_order_of_entries_changes_nothing(base: KnowledgeBase) -> None:
    turned = KnowledgeBase(base.entries[::-1])
    for question in ("工资一直没发", "不想干了", "机器压到手"):
        one, other = base.ask(question), turned.ask(question)
        assert one.band is other.band
        assert [(h.entry.id, round(h.score, 2)) for h in one.hits] == [
            (h.entry.id, round(h.score, 2)) for h in other.hits
        ]


def test_threads_may_share_a_base(shipped: KnowledgeBase) -> None:
    questions = [entry.asks[-1] for entry in shipped.entries[:30]]
    alone = [shipped.ask(question) for question in questions]
    together: list[list[Finding]] = []
    threads = [
        threading.Thread(target=lambda: together.append([shipped.ask(question) for question in questions]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("那个双倍工资是哪条", "double-wage"),
        ("加班费是哪条法律规定的", "overtime-pay"),
        ("产假在哪条", "maternity-leave"),
        ("不签合同双倍工资的法律依据是什么", "double-wage"),
        ("年休假的法条", "annual-leave-days"),
    ],
)
def test_who_asks_for_an_article_by_its_matter_gets_the_entry(
    shipped: KnowledgeBase, question: str, entry: str
) -> None:
    finding = shipped.ask(question)
    assert (first(finding), finding.band) == (entry, Band.ANSWER)
