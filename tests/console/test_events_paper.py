"""A paper list of an event: pasted or as a table, looked through, entered, and struck again."""

import pytest
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.domain import events, members, registrations
from tests.console.branch import HOSPITAL, MEMBER, OTHER, PARK, Branch
from tests.domain.union import event

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAPER = "/console/events/party/paper"
LIST = f"老周，{PARK}，13812345678，2\n老吴，没有的单位\n老郑"


@pytest.fixture(autouse=True)
def _party(branch: Branch) -> None:
    with branch.desk.act() as act:
        event(act, guests=1)


def names(branch: Branch) -> list[tuple[str | None, int, str | None]]:
    with branch.desk.look() as act:
        party = events.coded(act.session, "party")
        assert party
        return [(one.name, one.places, one.phone) for one in registrations.of_event(act.session, party)]


def test_a_pasted_list_is_shown_with_its_doubts_and_only_what_is_ticked_goes_in(li: TestClient, branch: Branch) -> None:
    page = li.post(f"{PAPER}/read", data={"list": LIST}).text
    assert "读到 3 人，1 人没有疑问" in page
    assert "没有叫“没有的单位”的单位" in page
    assert 'name="take-1" value="1" aria-label="登记第 1 行" checked' in page
    assert 'name="take-2"' not in page
    assert names(branch) == []
    done = li.post(f"{PAPER}/enter", data={"list": LIST, "take-1": "1", "take-3": "1"})
    assert "已登记到名单里" in done.text
    assert names(branch) == [("老周", 2, "+8613812345678"), ("老郑", 1, None)]
    assert "名单上已经有一位同名" in li.post(f"{PAPER}/read", data={"list": LIST}).text


def test_a_table_is_read_too_and_nobody_goes_in_where_there_is_no_room(li: TestClient, branch: Branch) -> None:
    rows = [(f"工友{number}", PARK, "") for number in range(7)]
    table = spreadsheets.write("名单", ("姓名", "单位", "电话"), rows)
    page = li.post(f"{PAPER}/read", files={"file": ("名单.xlsx", table, spreadsheets.MEDIA_TYPE)}).text
    assert "读到 7 人，7 人没有疑问" in page
    packed = page.partition('name="packed" value="')[2].partition('"')[0]
    ticks = {f"take-{number}": "1" for number in range(2, 9)}
    refused = li.post(f"{PAPER}/enter", data={"packed": packed, **ticks})
    assert refused.status_code == 422
    assert "现在只有 5 个，一个也没有登记" in refused.text
    assert 'value="1" aria-label="登记第 8 行" checked' in refused.text, "what was ticked is not lost"
    assert names(branch) == []
    del ticks["take-7"], ticks["take-8"]
    assert li.post(f"{PAPER}/enter", data={"packed": packed, **ticks}).status_code == 200
    assert len(names(branch)) == 5


def test_one_is_struck_but_not_who_signed_up_themselves(li: TestClient, branch: Branch) -> None:
    li.post(f"{PAPER}/enter", data={"list": LIST, "take-1": "1"})
    with branch.desk.act() as act:
        party = events.coded(act.session, "party")
        assert party
        own = registrations.join(act, party, members.meet(act, MEMBER), MEMBER, name="张师傅")
        act.session.flush()
        ids = [one.id for one in registrations.of_event(act.session, party)]
        ids.remove(own.id)
    page = li.get(PAPER).text
    assert "老周" in page
    assert "张师傅" not in page
    assert "自己报名的" in li.post(f"{PAPER}/strike", data={"registration": str(own.id)}).text
    assert "已划掉" in li.post(f"{PAPER}/strike", data={"registration": str(ids[0])}).text
    assert [name for name, *_ in names(branch)] == ["张师傅"]
    assert li.post(f"{PAPER}/strike", data={"registration": "x"}).status_code == 422


@pytest.mark.parametrize(
    ("step", "data", "words"),
    [
        ("read", {"list": " "}, "名单是空的"),
        ("read", {"list": "老周\n" * 2001}, "一次最多登记 2000 行"),
        ("read", {"list": "周" * 60_001}, "内容太长"),
        ("enter", {"take-1": "1"}, "名单没有带过来"),
        ("enter", {"list": LIST}, "没有选要登记的人"),
        ("enter", {"packed": "x", "take-1": "1"}, "读不出来"),
    ],
)
def test_what_cannot_be_is_refused_in_words(li: TestClient, step: str, data: dict[str, str], words: str) -> None:
    answer = li.post(f"{PAPER}/{step}", data=data)
    assert answer.status_code == 422
    assert words in answer.text


def test_it_is_for_those_who_organise_the_event(wang: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        party = events.coded(act.session, "party")
        assert party
        registrations.enter(act, party, None, registrations.Source.PAPER, name="刘护士",
                            unit_id=members.meet(act, OTHER).unit_id)  # fmt: skip
    page = wang.get(PAPER).text
    assert "您可以看，不能改" in page
    assert "粘贴名单" not in page
    assert "刘护士" not in page, HOSPITAL
    for step, data in (("read", {"list": LIST}), ("enter", {"list": LIST, "take-1": "1"})):
        assert "您可以看，不能改" in wang.post(f"{PAPER}/{step}", data=data).text
    assert len(names(branch)) == 1
