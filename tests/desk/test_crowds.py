"""What groups are told of early warnings: once when raised, again when it grows notably; nothing that members wrote."""

from sqlalchemy import select

from bot.desk import words
from bot.domain import alerts
from bot.domain.alerts import Alert
from tests.desk.office import CHAT, LOWER, STREET, TOP, Message, Office, named

NAME, STORY = "宏达机械厂", "欠我三个月的加班费"
MANY = "我们几十个工友都没发工资，大家推我来说"


def warnings(office: Office, chat: str = CHAT) -> list[Message]:
    return [one for one in office.shows(chat) if "群体预警" in one.text]


def files(office: Office, count: int, *, first: int = 0) -> None:
    for who in range(first, first + count):
        office.files(STORY, STREET, f"w{who}", employer=NAME)


def test_the_groups_of_the_unit_and_of_the_one_above_hear_of_it_once_and_no_word_of_a_members(office: Office) -> None:
    office.opens(STREET, LOWER)
    office.opens(TOP, CHAT)
    files(office, 2)
    assert warnings(office, LOWER) == []
    files(office, 1, first=2)
    for chat in (LOWER, CHAT):
        (told,) = warnings(office, chat)
        assert f"群体预警（{STREET}）：14 天内有 3 人反映同一家用人单位" in told.text
        assert "/console/alerts/1" in told.text
        assert NAME not in told.text
        assert STORY not in told.text
    files(office, 1, first=3)
    assert len(warnings(office, LOWER)) == 1
    files(office, 1, first=4)
    assert "扩大" in warnings(office, LOWER)[-1].text
    assert "5 人反映同一家用人单位，共 5 件" in warnings(office)[-1].text


def test_one_group_for_both_units_hears_of_it_once_and_an_alert_that_was_closed_is_no_news(office: Office) -> None:
    office.opens(TOP, CHAT)
    office.files(MANY, STREET)
    (told,) = warnings(office)
    assert "有人代表多人反映" in told.text
    office.files(f"{MANY}，请快来", STREET, "other")
    with office.act() as act:
        last = act.session.scalars(select(Alert).order_by(Alert.id.desc())).first()
        assert last
        alerts.close(act, last, named(act, "李主任"), "已处理")
    assert warnings(office) == [told]


def test_who_answers_such_a_message_is_told_that_it_belongs_to_no_case(office: Office) -> None:
    office.opens(TOP, CHAT)
    office.files(MANY, STREET)
    office.says("李主任", warnings(office)[0], "收到")
    assert office.shows()[-1].text.endswith(words.NO_CASE)
