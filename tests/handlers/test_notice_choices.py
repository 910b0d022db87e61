"""A survey answered in the talk; what is held of a member about notices, told and deleted; words that collide."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.domain import dossiers, members, own_data, polls, topics
from bot.domain.acts import OPERATOR, Act
from bot.domain.noticebook import Fate, MemberGroup, NoticeAnswer, Recipient, TopicRefusal
from bot.messages import Address, Incoming, Reply
from handlers.poll import poll
from tests.domain.notice_member_deeds import notice, sent

LINA = Address("test", "lina")

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def says(app: App, *texts: str) -> Reply:
    """The last reply to the last message."""
    return [app.turn(Incoming(LINA, uuid4().hex, text))[-1] for text in texts][-1]


def surveyed(app: App, *titles: str) -> None:
    """Surveys of these titles went out to Lina."""
    with app.act(OPERATOR) as act:
        for title in titles:
            one = notice(act, title=title, key=uuid4().hex)
            sent(act, one, members.meet(act, LINA))


def answers(act: Act) -> list[dict[str, object]]:
    return [row.answers for row in act.session.scalars(select(NoticeAnswer))]


def test_a_survey_is_answered_in_the_talk_once(app: App) -> None:
    surveyed(app, "食堂满意度", "夜班情况")
    assert says(app, "问卷").buttons == ("填问卷：夜班情况", "填问卷：食堂满意度")
    begun = says(app, "填问卷：食堂满意度")
    assert "3 个小问题，不记是谁答的" in begun.text
    assert "没有记您的名字" in says(app, "4分", "跳过", "菜有点咸").text
    assert "一人一次" in says(app, "填问卷：食堂满意度").text
    assert says(app, "问卷").buttons == ("填问卷：夜班情况",)
    with app.act() as act:
        assert answers(act) == [{"grade": 4, "words": "菜有点咸"}]


def test_of_two_surveys_of_one_title_the_open_one_is_meant_and_a_late_answer_is_refused(app: App) -> None:
    surveyed(app, "食堂满意度", "食堂满意度")
    says(app, "填问卷：食堂满意度", "5分", "跳过", "跳过")
    says(app, "填问卷：食堂满意度", "4分", "跳过")
    with app.act() as act:
        grades = [row["grade"] for row in answers(act)]
        assert grades == [5]
        for row in act.session.scalars(select(Recipient)):
            row.state = Fate.SKIPPED.value
    told, _ = app.turn(Incoming(LINA, "last", "跳过"))
    assert "没有发给您" in told.text
    with app.act() as act:
        assert len(answers(act)) == 1


def test_what_is_held_is_told_and_goes_when_all_is_deleted(app: App) -> None:
    surveyed(app, "食堂满意度", "夜班情况", "午休")
    says(app, "不收普法维权通知", "加入群体：女职工", "通知发到这里")
    with app.act() as act:
        lina = members.meet(act, LINA)
        rows = act.session.scalars(select(Recipient).order_by(Recipient.id)).all()
        rows[1].state, rows[2].state = Fate.QUEUED.value, Fate.PARKED.value
        about = {key: one.label for key, one in act.config.notices.topics.items()}
        groups = {key: one.label for key, one in act.config.events.occasions.groups.items()}
        told = dossiers.told(act.session, lina, LINA, act.now.astimezone(act.config.zone), groups, about)["会员"]
        assert {key: told[key] for key in ("不收的通知", "所在群体", "通知发到", "收到的通知")} == {
            "不收的通知": ["普法维权"], "所在群体": ["女职工"], "通知发到": "test", "收到的通知": "1 条",
        }  # fmt: skip
        own_data.erase(act, lina, LINA)
        kept = [(one.member_id, one.address, one.state, one.code) for one in rows]
        assert kept == [(None, "", "sent", "")] + [(None, "", "skipped", "erased")] * 2
        for table in (TopicRefusal, MemberGroup):
            assert act.session.scalar(select(func.count()).select_from(table)) == 0
        assert (lina.prefers, polls.of_member(act, lina), topics.groups(act.session, lina)) == ("", [], set())


@pytest.mark.parametrize(
    "text", ["不收礼物", "公司不收通知", "恢复劳动关系", "绑定微信后收不到消息", "问卷怎么填", "群体性事件", "退出群体"]
)
def test_questions_of_members_lead_to_no_setting(app: App, text: str) -> None:
    assert app.engine.menu.find(text) is None


def test_the_words_of_these_forms_are_no_others(app: App) -> None:
    assert app.engine.menu.forms["poll"] is poll
    assert "订阅设置" in says(app, "退订").text
