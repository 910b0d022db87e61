"""Entries are revised by two: who may do what, what is refused, what is live."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import entries, outcomes, proofs, revisions, staff, units
from bot.domain.acts import Act
from bot.domain.revisions import Revision, State
from bot.domain.staff import Officer
from bot.errors import Refusal
from knowledge import Entry, NextStep, written
from tests.domain.union import Union, at_once, case

WAGES = Entry(
    id="wages-owed",
    title="公司拖欠工资怎么办",
    group="工资",
    asks=("老板欠我工资不给怎么办", "欠薪找谁要"),
    statutes=("劳动合同法第三十条",),
    reviewed=date(2026, 11, 22),
    varies=False,
    related=("resign",),
    next=NextStep.GRIEVANCE,
    covers=(),
    answer="先到劳动监察投诉。",
)
RESIGN = replace(
    WAGES, id="resign", title="辞职要提前多久", asks=("想离职提前几天说",), related=(), answer="提前三十日。"
)
SHIPPED = (RESIGN, WAGES)
BETTER = written(replace(WAGES, asks=(*WAGES.asks, "老赖老板"), answer="先投诉，再仲裁。"))


@pytest.fixture
def two(act: Act) -> tuple[Officer, Officer]:
    """Two officers of the top unit."""
    return pair(act)


def pair(act: Act) -> tuple[Officer, Officer]:
    top = units.top(act)
    act.session.flush()
    return staff.add(act, "李主任", top), staff.add(act, "周部长", top)


def submitted(act: Act, author: Officer, text: str = BETTER, entry: str = "wages-owed") -> Revision:
    revision = entries.begin(act, author, entry, text)
    entries.submit(act, revision, author, SHIPPED)
    return revision


def approved(act: Act, two: tuple[Officer, Officer], text: str = BETTER) -> Revision:
    revision = submitted(act, two[0], text)
    entries.approve(act, revision, two[1], SHIPPED, revision.seen)
    return revision


def test_one_writes_another_approves_and_it_is_live(act: Act, two: tuple[Officer, Officer]) -> None:
    assert (revisions.version(act.session), revisions.live(act.session)) == (0, {})
    revision = approved(act, two)
    assert (revision.state, revision.author_id, revision.approver_id) == (State.APPROVED.value, two[0].id, two[1].id)
    assert revisions.version(act.session) == 1
    assert {entry.id: entry.answer for entry in revisions.current(act.session, SHIPPED)}[
        "wages-owed"
    ] == "先投诉，再仲裁。"
    assert revisions.revised_at(act.session) == {"wages-owed": act.now}


def test_nobody_approves_their_own(act: Act, two: tuple[Officer, Officer]) -> None:
    revision = submitted(act, two[0])
    with pytest.raises(Refusal, match="自己写的不能自己批准"):
        entries.approve(act, revision, two[0], SHIPPED, revision.seen)
    assert not entries.may_approve(act.session, two[0], revision)
    assert entries.may_approve(act.session, two[1], revision)


def test_a_branch_proposes_and_the_top_approves(act: Act, two: tuple[Officer, Officer]) -> None:
    branch = units.add(act, "东湖工会", units.top(act))
    act.session.flush()
    wang, zhao = staff.add(act, "王干事", branch), staff.add(act, "赵干事", branch)
    act.session.flush()
    revision = submitted(act, wang)
    with pytest.raises(Refusal, match="本级的工作人员"):
        entries.approve(act, revision, zhao, SHIPPED, revision.seen)
    entries.approve(act, revision, two[0], SHIPPED, revision.seen)


def test_only_its_author_writes_and_only_a_draft(act: Act, two: tuple[Officer, Officer]) -> None:
    revision = entries.begin(act, two[0], "wages-owed", BETTER)
    assert entries.begin(act, two[0], "wages-owed", BETTER) is revision, "one unfinished draft an officer and entry"
    with pytest.raises(Refusal, match="同事写的"):
        entries.rewrite(act, revision, two[1], BETTER)
    with pytest.raises(Refusal, match="同事写的"):
        entries.submit(act, revision, two[1], SHIPPED)
    entries.submit(act, revision, two[0], SHIPPED)
    with pytest.raises(Refusal, match="不能再改"):
        entries.rewrite(act, revision, two[0], BETTER)
    entries.take_back(act, revision, two[0])
    entries.drop(act, revision, two[0])
    assert revisions.drafts(act.session, two[0]) == revisions.waiting(act.session) == []


def test_what_was_changed_since_it_was_read_is_not_approved(act: Act, two: tuple[Officer, Officer]) -> None:
    revision = submitted(act, two[0])
    seen = revision.seen
    entries.take_back(act, revision, two[0])
    entries.rewrite(act, revision, two[0], written(WAGES))
    entries.submit(act, revision, two[0], SHIPPED)
    with pytest.raises(Refusal, match="又改过"):
        entries.approve(act, revision, two[1], SHIPPED, seen)


def test_what_another_revision_overtook_is_not_approved(act: Act, two: tuple[Officer, Officer]) -> None:
    late = submitted(act, two[1], written(replace(WAGES, answer="别的话。")))
    approved(act, two)
    with pytest.raises(Refusal, match="别的修改上线"):
        entries.approve(act, late, two[0], SHIPPED, late.seen)
    entries.decline(act, late, two[0], "请按新的改")
    assert (late.state, late.reason) == (State.DECLINED.value, "请按新的改")


def test_a_refusal_needs_its_reason(act: Act, two: tuple[Officer, Officer]) -> None:
    with pytest.raises(Refusal, match="为什么不批准"):
        entries.decline(act, submitted(act, two[0]), two[1], " ")


def test_going_back_is_a_revision_of_its_own(act: Act, two: tuple[Officer, Officer]) -> None:
    first = approved(act, two)
    second = approved(act, two, written(replace(WAGES, answer="改坏了。")))
    with pytest.raises(Refusal, match="不用恢复"):
        entries.roll_back(act, two[0], "wages-owed", second)
    back = entries.roll_back(act, two[0], "wages-owed", first)
    with pytest.raises(Refusal, match="自己写的"):
        entries.approve(act, back, two[0], SHIPPED, back.seen)
    entries.approve(act, back, two[1], SHIPPED, back.seen)
    assert revisions.current(act.session, SHIPPED)[1].answer == "先投诉，再仲裁。"
    shipped = entries.roll_back(act, two[1], "wages-owed", None)
    entries.approve(act, shipped, two[0], SHIPPED, shipped.seen)
    assert revisions.current(act.session, SHIPPED) == [*SHIPPED]
    assert revisions.version(act.session) == 4


def test_an_entry_of_our_own_comes_and_goes(act: Act, two: tuple[Officer, Officer]) -> None:
    new = entries.begin_new(act, two[0], title="食堂几点开", asks=["食堂开到几点"], answer="六点到九点。")
    entries.submit(act, new, two[0], SHIPPED)
    entries.approve(act, new, two[1], SHIPPED, new.seen)
    assert new.entry in {entry.id for entry in revisions.current(act.session, SHIPPED)}
    gone = entries.roll_back(act, two[0], new.entry, None)
    entries.approve(act, gone, two[1], SHIPPED, gone.seen)
    assert revisions.current(act.session, SHIPPED) == [*SHIPPED]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "标题还没有写"),
        ({"asks": ()}, "会员的问法还没有写"),
        ({"answer": ""}, "回答还没有写"),
        ({"answer": "长" * 512}, "请删掉 12 个"),
        ({"asks": ("想离职，提前几天说？",)}, "已经是“辞职要提前多久”的问法"),
        ({"related": ("nowhere",)}, "没有“nowhere”这一条"),
    ],
)
def test_what_is_not_fit_cannot_be_submitted(
    act: Act, two: tuple[Officer, Officer], change: dict[str, object], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        submitted(act, two[0], written(replace(WAGES, **change)))  # type: ignore[arg-type]


def test_lint_speaks_to_officers(act: Act) -> None:
    said = "".join(proofs.proof("wages-owed", BETTER, SHIPPED, WAGES, act.today).remarks)
    assert "只有 3 种，写到 25 种以上" in said
    assert "最后要有一行“依据：”" in said


def test_what_a_case_taught_names_nobody(act: Act, two: tuple[Officer, Officer]) -> None:
    one = case(act, facts="我叫张大山，电话13812345678，清河电子厂欠我三个月工资", name="张大山", employer="清河电子厂")
    with pytest.raises(Refusal, match="还没有答复"):
        entries.from_case(act, two[0], one)
    outcomes.resolve(act, one, two[0], f"{one.number}：张师傅您好，清河电子厂已补发工资，有事打13812345678。")
    revision = entries.from_case(act, two[0], one)
    assert revision.state == State.DRAFT.value
    for secret in ("张", "13812345678", "清河", one.number):
        assert secret not in revision.text
    assert "〔单位〕已补发工资" in revision.text


def test_two_that_approve_at_once_do_not_both_get_the_same_ask(union: Union) -> None:
    with union.act() as act:
        two = pair(act)
        same = [written(replace(entry, asks=(*entry.asks, "同一句话"))) for entry in (WAGES, RESIGN)]
        rows = [submitted(act, two[0], text, name) for text, name in zip(same, ("wages-owed", "resign"), strict=True)]
        known = [(row.id, row.seen) for row in rows]

    def approve(place: int) -> int | None:
        with union.act() as act:
            revision, officer = act.session.get_one(Revision, known[place][0]), act.session.get_one(Officer, two[1].id)
            entries.approve(act, revision, officer, SHIPPED, known[place][1])
            return revision.live_no

    done = at_once(approve, 2)
    assert [one for one in done if isinstance(one, int)] == [1]
    assert next(str(one) for one in done if isinstance(one, Refusal)).count("同一句话") == 1
