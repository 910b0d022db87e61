"""What WeChat lets us send, and when: windows, what waits for the next contact, and accounts of every kind."""

from sqlalchemy import select

from bot.accounts import Account
from bot.domain.members import Contact
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.outbox import State
from knowledge import KnowledgeBase
from tests.channels.official import AMR, JPEG, TEMPLATE, Official, Turn, official, put, states, until
from tests.conftest import Clock


def test_staff_replies_arrive_and_are_joined(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("菜单")
    with house.app.act() as act:
        for number in range(3):
            address = Address("wechat", follower.openid)
            outbox.put(act.session, address, Reply(f"第{number}句"), key=f"r{number}", kind="remark", now=act.now)
    received = follower.waits(2)
    assert received[-1].kind == "customer-service"
    assert received[-1].text == "第0句\n\n第1句\n\n第2句"
    until(lambda: set(states(house).values()) == {"sent"})


def test_a_closed_window_parks_and_the_next_message_opens_it(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("菜单")
    house.clock.forward(hours=49)
    put(house, follower.openid, "您的事有结果了", "late")
    until(lambda: states(house)["late"] == State.PARKED.value)
    assert len(follower.received) == 1
    follower.says("菜单")
    received = follower.waits(3)
    assert received[-1].text == "您的事有结果了"
    assert received[-1].kind == "customer-service"


def test_the_platforms_word_counts_more_than_ours(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("菜单")
    house.platform.next("/cgi-bin/message/custom/send", 45047)
    put(house, follower.openid, "您的事有结果了", "late")
    until(lambda: states(house)["late"] == State.PARKED.value)
    put(house, follower.openid, "还有一句", "later")
    until(lambda: states(house)["later"] == State.PARKED.value)
    assert house.platform.calls["/cgi-bin/message/custom/send"] == 1


def test_five_messages_in_a_window_then_they_wait(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("菜单")
    for number in range(7):
        put(house, follower.openid, f"{number}" + "长" * 590, f"m{number}")
    until(lambda: list(states(house).values()).count("parked") == 2)
    assert list(states(house).values()).count("sent") == 5
    follower.says("菜单")
    until(lambda: set(states(house).values()) == {"sent"})
    told = [one.text[0] for one in follower.received if one.kind == "customer-service"]
    assert told == list("0123456")


def test_where_a_template_is_set_it_tells_once_that_something_waits(
    sample_url: str, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with official(sample_url, clock, knowledge, template=TEMPLATE) as house:
        follower = house.platform.follower()
        follower.says("菜单")
        clock.forward(hours=49)
        put(house, follower.openid, "一", "one")
        put(house, follower.openid, "二", "two")
        until(lambda: states(house) == {"one": "parked", "two": "parked"})
        house.platform.settle()
        assert [one.kind for one in follower.received] == ["passive", "template"]
        assert "新的回复" in follower.received[-1].text


def test_who_left_is_unreachable(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("菜单")
    house.platform.next("/cgi-bin/message/custom/send", 43004)
    put(house, follower.openid, "在吗", "hello")
    until(lambda: states(house)["hello"] == "failed")
    with house.app.database.read() as session:
        assert session.scalars(select(Contact.lost_at)).one() is not None


def wordy(turn: Turn) -> Turn:
    """Answers 长 at length."""
    return lambda incoming: (Reply("字" * 1000),) if incoming.text == "长" else turn(incoming)


def test_an_unverified_account_answers_with_what_it_has(
    sample_url: str, clock: Clock, knowledge: KnowledgeBase
) -> None:
    """Passive replies only: the rest of an answer, and what staff said, come with the next one."""
    with official(sample_url, clock, knowledge, account=Account.SUBSCRIPTION, turn=wordy) as house:
        follower = house.platform.follower()
        first = follower.says("长")
        assert first.reply_text
        assert first.reply_text.endswith("（还有下文，回复“继续”接着看）")
        second = follower.says("继续")
        assert second.reply_text
        assert first.reply_text.count("字") + second.reply_text.count("字") == 1000
        put(house, follower.openid, "您的事有结果了", "late")
        until(lambda: states(house)["late"] == "parked")
        assert (follower.says("菜单").reply_text or "").startswith("您的事有结果了")
        assert {one.kind for one in follower.received} == {"passive"}
        assert (follower.sends_image(JPEG).reply_text or "").startswith("文件收到了")
        assert "收不到语音" in (follower.sends_voice(AMR).reply_text or "")
        assert not any("send" in call for call in house.platform.calls)


def test_plain_mode(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> None:
    with official(sample_url, clock, knowledge, aes_key="") as house:
        assert "自助服务" in (house.platform.follower().says("菜单").reply_text or "")
        assert house.platform.verify_url(echo="hello").text == "hello"
