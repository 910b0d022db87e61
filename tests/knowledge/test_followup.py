"""What is said after an answer is understood in its light; what stands alone is not."""

import pytest

from knowledge import Band, KnowledgeBase
from knowledge.followup import concept, follow_up


@pytest.mark.parametrize(
    ("before", "said", "meant"),
    [
        ("maternity-leave", "那要多少天", "maternity-leave"),
        ("maternity-leave", "那男的有吗", "paternity-miscarriage-childcare-leave"),
        ("injury-apply", "要带什么", "injury-apply"),
        ("injury-apply", "单位不给报呢", "injury-employer-refuses"),
        ("injury-overview", "那没买保险呢", "injury-uninsured"),
        ("injury-overview", "那十级呢", "injury-grade-benefits"),
        ("injury-paid-leave", "那钱谁出", "injury-paid-leave"),
        ("dismissal-amount", "如果是试用期呢", "probation-dismissal"),
        ("dismissal-amount", "那怀孕了呢", "pregnancy-dismissal"),
        ("dismissal-amount", "那没签合同呢", "no-contract"),
        ("annual-leave-days", "没休怎么办", "annual-leave-pay"),
        ("overtime-pay", "那法定节假日呢", "overtime-holiday"),
        ("wages-owed", "老板跑了呢", "wages-boss-vanished"),
        ("wages-owed", "那可以报警吗", "wages-criminal"),
        ("arbitration-apply", "那要证据吗", "evidence"),
        ("resign-notice", "那试用期呢", "probation-resign"),
        ("legal-aid", "需要什么材料", "legal-aid"),
        ("retirement-age", "那女的呢", "retirement-age"),
    ],
)
def test_a_follow_up_is_understood_in_the_light_of_the_answer(
    shipped: KnowledgeBase, before: str, said: str, meant: str
) -> None:
    finding = shipped.ask(said, after=before)
    assert finding.hits[0].entry.id == meant
    assert finding.band is not Band.NONE


@pytest.mark.parametrize(
    "said",
    [
        "你好",
        "谢谢",
        "好的",
        "今天天气怎么样",
        "那天气怎么样",
        "那你是谁",
        "那离婚呢",
        "公司裁员怎么赔",
        "老板不发工资怎么办",
    ],
)
def test_what_stands_alone_is_the_same_after_an_answer(shipped: KnowledgeBase, said: str) -> None:
    assert shipped.ask(said, after="maternity-leave") == shipped.ask(said)


def test_after_an_entry_that_is_gone_the_message_stands_alone(shipped: KnowledgeBase) -> None:
    assert shipped.ask("那要多少天", after="no-such-entry") == shipped.ask("那要多少天")


def test_a_long_message_names_its_matter() -> None:
    assert follow_up("那我在厂里干了三年老板突然说不要我了应该赔多少") is None


@pytest.mark.parametrize(
    ("said", "words", "names"), [("那要多少天呢？", "要多少天呢", False), ("那没签合同呢", "没签合同呢", True)]
)
def test_a_follow_up_says_whether_it_names_anything(said: str, words: str, names: bool) -> None:  # noqa: FBT001
    found = follow_up(said)
    assert found
    assert (found.words, found.names, found.certain) == (words, names, True)


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("那个双倍工资是哪条", "双倍工资"),
        ("经济补偿有什么法律依据", "经济补偿有什么"),
        ("试用期最长多久是劳动合同法第几条", "试用期最长多久是劳动合同法"),
        ("哪条", None),
        ("工资没发", None),
    ],
)
def test_the_matter_of_a_question_for_an_article(question: str, matter: str | None) -> None:
    assert concept(question) == matter
