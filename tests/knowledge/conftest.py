"""A small knowledge base of our own, so that these tests do not change when an editor rewrites an entry."""

from datetime import date
from pathlib import Path

import pytest

from knowledge import Entry, KnowledgeBase, NextStep

OWED = Entry(
    id="wages-owed",
    title="公司拖欠工资怎么办",
    group="工资",
    asks=(
        "老板欠我工资不给怎么办",
        "工资拖了两个月没发去哪投诉",
        "厂里一直不发工资",
        "干了活拿不到工钱",
        "欠薪找谁要",
        "公司说没钱，工资拖着不发，已经三个月了，我该去哪里告",
    ),
    statutes=("劳动合同法第三十条",),
    reviewed=date(2026, 11, 22),
    varies=False,
    related=("resign-notice",),
    next=NextStep.GRIEVANCE,
    covers=("wages-pay-date",),
    answer="先到劳动监察投诉。",
)
NOTICE = Entry(
    id="resign-notice",
    title="辞职要提前多久",
    group="解除与补偿",
    asks=(
        "我想离职要提前几天说",
        "辞职公司不批怎么办",
        "提前三十天交辞职信可以吗",
        "领导不同意我辞工",
        "递了辞职报告不让走",
        "我上个月交了辞职书，主管一直不签字，说没人顶班不让走，我能到日子直接走吗",
    ),
    statutes=("劳动合同法第三十七条",),
    reviewed=date(2026, 11, 22),
    varies=False,
    related=(),
    next=NextStep.LEGAL_AID,
    covers=(),
    answer="提前三十日书面通知。",
)
INJURY = Entry(
    id="injury-apply",
    title="工伤认定怎么申请",
    group="工伤",
    asks=(
        "上班受伤了怎么报工伤",
        "申请工伤认定要什么材料",
        "工伤去哪里申请",
        "手被机器压断了怎么认定工伤",
        "单位不给报工伤自己能申请吗",
        "我在车间被机器夹伤了手，住了十天院，老板只付了药费，工伤认定我该找谁办，要带什么",
    ),
    statutes=("工伤保险条例第十七条",),
    reviewed=date(2026, 11, 22),
    varies=False,
    related=(),
    next=NextStep.GRIEVANCE,
    covers=(),
    answer="一年内到人社局申请。",
)
MATERNITY = Entry(
    id="maternity-leave",
    title="产假有多少天",
    group="女职工",
    asks=(
        "生孩子能休多少天假",
        "产假工资怎么发",
        "剖腹产产假多几天",
        "怀孕了公司给几天产假",
        "产假期间工资谁给",
        "我下个月就要生了，公司说产假只给两个月还不发工资，这样对吗",
    ),
    statutes=("女职工劳动保护特别规定第七条",),
    reviewed=date(2026, 11, 22),
    varies=True,
    related=(),
    next=NextStep.UNION,
    covers=(),
    answer="国家规定九十八天。",
)


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return KnowledgeBase((OWED, NOTICE, INJURY, MATERNITY))


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBase:
    return KnowledgeBase.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for entries."""
    place = tmp_path / "entries"
    place.mkdir()
    return place
