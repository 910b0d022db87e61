"""The page of one case: what is at hand while one answers, what colleagues see of each other, every step there is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot.config.kinds import of
from bot.console.app import Desk
from bot.domain import cases, checks, mediations, outcomes, referrals, staff, talks, verdicts
from bot.domain.casebook import State
from bot.messages import Address
from tests.console.branch import MEMBER, Branch

pytestmark = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]

REPLY = "您好，我们明天上午去您单位了解情况。"


def box(page: str) -> str:
    """What stands in the box for the reply."""
    found = re.search(r'<textarea id="body"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def told(branch: Branch) -> str:
    """The last message to a member."""
    return branch.outbox()[-1].text


def test_words_at_hand_are_put_into_the_box(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path, kind = f"/console/cases/{number}", of(desk.config.cases.kinds, "other")
    page = wang.get(path).text
    assert box(page) == ""
    assert f'href="{path}?canned=0#reply"' in page
    assert box(wang.get(f"{path}?canned=0").text) == kind.canned[0].text
    assert box(wang.get(f"{path}?canned=99").text) == box(wang.get(f"{path}?canned=x").text) == ""
    found = wang.get(f"{path}/faq", params={"q": "老板拖欠工资不发怎么办"}).text
    assert f'href="{path}?entry=wages-owed#reply"' in found
    assert "依据：《劳动合同法》第三十条" in box(wang.get(f"{path}?entry=wages-owed").text)
    assert "没有正好回答“红烧肉怎么做”的条目" in wang.get(f"{path}/faq", params={"q": "红烧肉怎么做"}).text
    wang.post(f"{path}/sort", data={"kind": "injury"})
    assert of(desk.config.cases.kinds, "injury").canned[0].title in wang.get(path).text


def test_every_entry_brings_its_statutes(desk: Desk) -> None:
    from bot.console.pages.case import words_of

    for entry in desk.library.base.entries:
        for statute in entry.statutes:
            assert statute.partition("第")[0].strip("《》") in words_of(entry), entry.id


def test_ticks_are_seen_by_colleagues(wang: TestClient, li: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path, lines = f"/console/cases/{number}", of(desk.config.cases.kinds, "other").checklist
    page = wang.post(f"{path}/tick", data={"line": lines[1], "done": "1"}).text
    assert "已打勾" in page
    li.post(f"{path}/tick", data={"line": lines[1], "done": "1"})
    shown = li.get(path).text
    assert re.search(
        rf'aria-checked="true"[^>]*>{re.escape(lines[1])}</button>\s*</form>\s*<small>王干事</small>', shown
    )
    assert f"办理清单 <small>1/{len(lines)}</small>" in shown
    assert "<b>王干事</b> 办理清单第 2 项打了勾" in shown
    assert "勾去掉了" in li.post(f"{path}/tick", data={"line": lines[1], "done": "0"}).text
    assert "请看一遍现在的清单" in li.post(f"{path}/tick", data={"line": "没有这一项", "done": "1"}).text
    with desk.look() as act:
        assert checks.of_case(act.session, branch.found(act, number)) == {}


def test_a_question_stops_the_time_to_resolve(wang: TestClient, branch: Branch) -> None:
    path = f"/console/cases/{branch.case()}"
    page = wang.post(f"{path}/reply", data={"body": "请把合同发来。", "waits": "1"}).text
    assert "等会员补充；办结时限先停" in page
    assert '<span class="chip waiting">等会员补充</span>' in page
    assert "办结时限先停着" in page
    branch.adds(path.rpartition("/")[2], "合同在这里")
    assert "办结：" in wang.get(path).text


def test_a_mediation_is_arranged_moved_and_concluded(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    given = {"at": "2026-11-25T14:30", "place": "园区工会 302 室"}
    assert "请选调解在哪天" in wang.post(f"{path}/arrange", data=given | {"at": "25/11"}).text
    kept = wang.post(f"{path}/arrange", data=given | {"at": "2026-11-20T14:30"})
    assert "调解的时间要在现在以后" in kept.text
    assert 'value="园区工会 302 室"' in kept.text
    for _ in range(2):
        assert "调解约好了" in wang.post(f"{path}/arrange", data=given).text
    assert "11月25日 14:30，地点：园区工会 302 室" in told(branch)
    assert len(branch.outbox()) == 1, "a second click tells it once"
    with desk.look() as act:
        (one,) = mediations.of_case(act.session, branch.found(act, number))
        assert one.held_at == datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
    assert "改好并告诉会员" in wang.get(path).text
    assert "请先选调解的结果" in wang.post(f"{path}/conclude", data={"agreement": "x"}).text
    assert "请写上达成了什么协议" in wang.post(f"{path}/conclude", data={"result": "agreed", "agreement": ""}).text
    for _ in range(2):
        page = wang.post(f"{path}/conclude", data={"result": "agreed", "agreement": "十天内付清"}).text
        assert "调解结果登记好了" in page
    assert "达成协议" in page
    assert "十天内付清" in told(branch)


def test_a_referral_waits_for_its_member(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    assert "请写上为什么转" in wang.post(f"{path}/refer", data={"whom": "区劳动监察大队", "why": ""}).text
    for _ in range(2):
        page = wang.post(f"{path}/refer", data={"whom": "区劳动监察大队", "why": "归他们管"}).text
        assert "已问会员同不同意转介" in page
    assert len(branch.outbox()) == 1
    assert "等会员回话" in page
    with desk.act() as act:
        referrals.answer(act, branch.found(act, number), agrees=True)
    shown = wang.get(path).text
    assert "会员同意" in shown
    assert '<span class="chip referred">已转介</span>' in shown


def test_the_talk_is_given_back_and_the_case_stays(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    wang.post(f"{path}/take")
    assert "交还自助" not in wang.get(path).text
    with desk.act() as act:
        branch.found(act, number).talking_until = act.now + cases.TALK_LASTS
    assert "交还自助" in wang.get(path).text
    assert "对话交还自助了" in wang.post(f"{path}/hand-back").text
    with desk.look() as act:
        case = branch.found(act, number)
        assert talks.owner(talks.current(act.session, Address(MEMBER.channel, MEMBER.id), act.now)) is talks.Owner.BOT
        assert case.status is State.IN_PROGRESS


def test_what_a_kind_asks_and_what_the_member_thinks_of_it_stand_beside(
    wang: TestClient, branch: Branch, desk: Desk
) -> None:
    details = [{"name": "amount", "label": "欠薪金额", "shown": "23600 元"}]
    number = branch.case(details=details, employer="永盛五金厂")
    path = f"/console/cases/{number}"
    assert "<dt>欠薪金额</dt><dd>23600 元</dd>" in wang.get(path).text
    wang.post(f"{path}/close", data={"outcome": "补发了"})
    with desk.act() as act:
        case = branch.found(act, number)
        verdicts.say(act, case, settled=True)
        verdicts.rate(act, case, 4)
        verdicts.comment(act, case, "办得快")
    page = wang.get(path).text
    assert "说解决了" in page
    assert "★★★★☆" in page
    assert "办得快" in page
    assert "等会员打开网页" in page, "what became of the outcome's message"
    assert "<button>发送回复</button>" not in page


def test_an_answer_to_what_one_has_not_seen_is_held_back(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    before = seen(wang.get(path).text)
    branch.adds(number, "老板刚才付了一半")
    page = wang.post(f"{path}/reply", data={"body": REPLY, "seen": before})
    assert page.status_code == 422
    assert "没有发出：您写的时候，会员又说了话" in page.text
    assert box(page.text) == REPLY
    assert page.text.count('<span class="chip urgent">新</span>') == 1
    assert "老板刚才付了一半" in page.text
    assert branch.outbox() == []
    assert "已回复" in wang.post(f"{path}/reply", data={"body": REPLY, "seen": seen(page.text)}).text
    assert "已回复" in wang.post(f"{path}/reply", data={"body": REPLY, "seen": before}).text, "a second click"
    assert len(branch.outbox()) == 1


def test_a_colleagues_answer_holds_back_too(li: TestClient, wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    before = seen(li.get(path).text)
    branch.answers(number, "王干事说的话")
    with desk.act() as act:
        wang_, boss = staff.named(act.session, "王干事"), staff.named(act.session, "李主任")
        assert wang_
        assert boss
        cases.hand_over(act, branch.found(act, number), wang_, boss)
    page = li.post(f"{path}/reply", data={"body": REPLY, "seen": before})
    assert "王干事又说了话" in page.text
    wang.post(f"{path}/note", data={"note": "一条备注"})
    page = li.post(f"{path}/reply", data={"body": REPLY, "seen": seen(page.text)})
    assert page.status_code == 200, "a note among colleagues holds nothing back"


def test_of_a_long_talk_the_beginning_is_folded_away(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    for place in range(15):
        branch.adds(number, f"第{place}句")
    page = wang.get(f"/console/cases/{number}").text
    folded, _, open_ = page.partition("更早的 3 条")[2].partition("</details>")
    assert ("第2句" in folded, "第3句" in folded, "第3句" in open_) == (True, False, True)


def test_what_is_due_next_is_told_for_each_state(wang: TestClient, branch: Branch, desk: Desk) -> None:
    number = branch.case()
    path = f"/console/cases/{number}"
    assert "前，要有人受理、回复会员" in wang.get(path).text
    assert "前，要回复会员" in wang.post(f"{path}/take").text
    assert "前，跟进一次，或者办结" in wang.post(f"{path}/reply", data={"body": REPLY}).text
    with desk.act() as act:
        case = branch.found(act, number)
        case.move(State.MEDIATION)
        case.due_at = act.now - timedelta(hours=1)
    assert "就该办的：登记调解结果，请马上办" in wang.get(path).text


def test_one_who_only_looks_ticks_nothing(desk: Desk, wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    with desk.act() as act:
        case, boss = branch.found(act, number), staff.named(act.session, "李主任")
        assert boss
        outcomes.resolve(act.by(boss.actor), case, boss, "好了")
    page = wang.post(f"/console/cases/{number}/tick", data={"line": "x", "done": "1"})
    assert "这件事已经办结" in page.text


def test_shortcuts_are_switched_off_for_good(wang: TestClient) -> None:
    assert "<body data-keys>" in wang.get("/console").text
    assert "快捷键关掉了" in wang.post("/console/account/shortcuts", data={"on": "0"}).text
    page = wang.get("/console/cases").text
    assert "data-keys" not in page
    assert '<dialog id="keys"' not in page
    wang.post("/console/account/shortcuts", data={"on": "1"})
    assert "<body data-keys>" in wang.get("/console").text
