"""What is done with a notice in the console: approved, stopped, sent on, put right; by whom, and not by whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.config import Config
from bot.console.app import Desk
from bot.domain import dispatch, roles, staff
from bot.domain.acts import OPERATOR
from bot.domain.noticebook import Notice, Recipient, State
from bot.domain.noticekinds import Kind
from bot.domain.roles import Role
from tests.console import notice_desk
from tests.console.branch import HOSPITAL
from tests.console.notice_desk import HERE, begun, kept, save

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def above() -> int:
    """So many may get a notice that nobody else approved."""
    return 200


@pytest.fixture
def config(config: Config, above: int) -> Config:
    return config.model_copy(update={"notices": config.notices.model_copy(update={"approve_above": above})})


def chair(desk: Desk, name: str = "赵干事") -> None:
    """Another one may approve at the top."""
    with desk.act(OPERATOR) as act:
        one = staff.named(act.session, name)
        assert one
        roles.give(act, one, Role.CHAIR, notice_desk.unit(act, desk.config.union.name))


@pytest.mark.parametrize("above", [0])
def test_another_person_approves_what_goes_to_many(desk: Desk, wang: TestClient, li: TestClient) -> None:
    path = begun(wang)
    assert "等另一位同事批准" in save(wang, path, "submit")
    assert kept(desk, path).status is State.WAITING
    assert "等您批准" in li.get("/console").text
    page = li.get(path).text
    assert "可以发给 1 人" in page
    refused = li.post(f"{path}/approve")
    assert "请先勾选" in refused.text
    back = li.post(f"{path}/send-back", data={"why": "请写明地点"})
    assert "已退回" in back.text
    assert "请写明地点" in wang.get(f"{path}/edit").text
    save(wang, path, "submit")
    assert "已批准" in li.post(f"{path}/approve", data={"sure": "on"}).text
    one = kept(desk, path)
    assert (one.status, one.approver_id is not None) == (State.SCHEDULED, True)


@pytest.mark.parametrize("above", [0])
def test_one_who_is_alone_types_how_many_get_it(desk: Desk, li: TestClient) -> None:
    path, whole = begun(li, desk.config.union.name), {"unit": desk.config.union.name}
    save(li, path, "submit", **whole)
    assert "请写上会收到的人数" in li.get(path).text
    assert "您写的是 7 人" in li.post(f"{path}/approve", data={"alone": "7"}).text
    assert "已批准" in li.post(f"{path}/approve", data={"alone": "2"}).text
    assert "没有别人能批准，自己核对人数后批准（2 人）" in li.get(path).text
    other = begun(li, desk.config.union.name)
    save(li, other, "submit", **whole)
    chair(desk)
    assert "请另一位能批准的同事" in li.get(other).text
    assert kept(desk, other).status is State.WAITING
    assert li.post(f"{other}/approve", data={"alone": "2"}).status_code == 422


def test_it_is_stopped_sent_on_and_copied(desk: Desk, wang: TestClient) -> None:
    path = begun(wang)
    assert "已定好" in save(wang, path, "submit")
    assert "已撤回成草稿" in wang.post(f"{path}/back").text
    save(wang, path, "submit")
    with desk.act() as act:
        one = act.session.get_one(Notice, int(path.rpartition("/")[2]))
        dispatch.begin(act, one)
        while dispatch.list_on(act, one):
            pass
    for step, state in (("pause", State.PAUSED), ("resume", State.SENDING)):
        assert wang.post(f"{path}/{step}").status_code == 200
        assert kept(desk, path).status is state
    assert "请先勾选" in wang.post(f"{path}/cancel").text
    assert "已作废" in wang.post(f"{path}/cancel", data={"sure": "on"}).text
    assert "通知作废了" in wang.get(f"{path}/people").text
    copied = wang.post(f"{path}/copy", follow_redirects=False).headers["location"].partition("/edit")[0]
    assert (kept(desk, copied).text, kept(desk, copied).status) == ("请带身份证。", State.DRAFT)


def test_a_correction_needs_a_yes_and_keeps_the_new_words(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        number = notice_desk.gone(act).id
    path, words = f"{HERE}/{number}", {"title": "体检安排", "text": "改到 12 月 21 日。"}
    assert "请先勾选" in li.post(f"{path}/correct", data=words).text
    assert "改到 12 月 21 日。</textarea>" in li.post(f"{path}/correct", data=words).text
    assert "更正已登记" in li.post(f"{path}/correct", data={**words, "sure": "on"}).text
    assert "更正过 1 次" in li.get(path).text
    assert "没有能请微信删除的" in li.post(f"{path}/recall", data={"sure": "on"}).text


def test_what_is_not_ones_own_is_not_there(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        number = notice_desk.notice(act, HOSPITAL, state=State.SCHEDULED.value, due_at=act.now).id
    for path in ("", "/progress", "/people", "/edit", "/picture"):
        assert wang.get(f"{HERE}/{number}{path}").status_code == 404
    assert wang.post(f"{HERE}/{number}/cancel", data={"sure": "on"}).status_code == 404
    assert wang.post(f"{HERE}/{number}/copy").status_code == 404
    assert "体检安排" not in wang.get(HERE).text + wang.get(f"{HERE}/calendar").text
    assert "您管的单位里没有叫" in wang.post(f"{HERE}/new", data={"unit": HOSPITAL}).text


def test_the_calendar_tells_what_goes_out_and_what_is_left(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        for number in range(2):
            notice_desk.notice(act, title=f"预告{number}", kind=Kind.ANNOUNCEMENT.value, mass=True, due_at=act.now,
                               state=State.SCHEDULED.value)  # fmt: skip
    page = li.get(f"{HERE}/calendar").text
    assert "还排了 2 条" in page
    assert "还剩 2 条" in page
    assert page.count("预告") >= 2
    assert li.get(f"{HERE}/calendar?month=nonsense").status_code == 200
    assert "没有要发的通知" in li.get(f"{HERE}/calendar?month=2027-03").text


def test_what_was_missed_is_told_on_the_desk_of_the_day(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        notice_desk.notice(act, state=State.MISSED.value, due_at=act.now, ended_at=act.now)
    assert "错过了，没有发" in wang.get("/console").text


def test_what_failed_goes_again_and_the_unsure_only_for_sure(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        path = f"{HERE}/{notice_desk.gone(act).id}"
    assert "没送到的 2 人重新发" in li.get(path).text
    assert "又排上了队" in li.post(f"{path}/retry").text
    assert kept(desk, path).status is State.SENDING
    assert "请先勾选" in li.post(f"{path}/retry-unsure").text
    assert "又排上了队" in li.post(f"{path}/retry-unsure", data={"sure": "on"}).text
    with desk.look() as act:
        states = list(act.session.scalars(select(Recipient.state)))
    assert (states.count("queued"), states.count("failed"), states.count("unknown")) == (4, 0, 0)


def test_those_who_came_since_and_a_time_that_is_not_waited_for(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        gone = f"{HERE}/{notice_desk.gone(act).id}"
        later = act.now + timedelta(days=3)
        ahead = f"{HERE}/{notice_desk.notice(act, state=State.SCHEDULED.value, due_at=later).id}"
    for path, step, said in ((gone, "since", "补进了名单"), (ahead, "now", "现在就发")):
        assert "请先勾选" in li.post(f"{path}/{step}").text
        assert said in li.post(f"{path}/{step}", data={"sure": "on"}).text
    assert kept(desk, gone).status is State.COUNTING
    assert kept(desk, ahead).due_at == later - timedelta(days=3)
