"""WeChat from a follower's side: what they send and what they get, with the real account behind it."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.app import App
from bot.domain import events
from bot.domain.members import Contact
from bot.domain.questions import Question
from bot.domain.suggestions import Suggestion
from bot.messages import Incoming, Reply
from bot.store.files import FileRow
from bot.store.inbox import InboxRow
from knowledge import KnowledgeBase
from tests.channels.official import AMR, JPEG, Official, Turn, count, official, states, until
from tests.conftest import Clock


def test_a_question_is_answered_at_once(house: Official) -> None:
    follower = house.platform.follower()
    delivery = follower.says("被辞退能拿多少钱")
    assert delivery.status == "replied", delivery.fault
    assert delivery.attempts == 1
    house.platform.settle()
    until(lambda: "queued" not in states(house).values() and "sending" not in states(house).values())
    told = "".join(one.text for one in follower.received)
    assert "劳动合同法" in told
    assert "回复序号或文字" in told
    assert all(len(one.text) <= 600 for one in follower.received)


def test_a_suggestion_from_beginning_to_end(house: Official) -> None:
    follower = house.platform.follower()
    for text in ("提建议", "1", "护栏老是松", "跳过", "四号冲床的护栏松了，建议每周检查一次", "完成", "匿名", "提交"):
        delivery = follower.says(text)
        assert delivery.status == "replied", delivery.fault
    assert count(house, Suggestion) == 1, delivery.reply_text


@pytest.mark.parametrize("answer", ["2", "技术革新", "技术戈新"])
def test_a_button_is_understood_by_number_word_and_misspelt(house: Official, answer: str) -> None:
    follower = house.platform.follower()
    first = follower.says("提建议")
    assert first.reply_text
    assert "\n1. " in first.reply_text
    second = follower.says(answer)
    assert second.reply_text
    assert "一句话" in second.reply_text


def test_the_same_message_three_times_at_once_to_two_processes(
    sample_url: str, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with official(sample_url, clock, knowledge, processes=2) as house:
        follower = house.platform.follower()
        urls = [f"{process.url}/wechat" for process in house.processes]
        deliveries = house.platform.deliver_at_once(follower.draft("工资三个月没发怎么办"), [*urls, urls[0]])
        assert {one.status for one in deliveries} == {"replied"}
        assert len({one.reply_text for one in deliveries}) == 1
        assert count(house, InboxRow) == 1
        assert count(house, Question) == 1
        assert count(house, Contact) == 1


def slow(seconds: float) -> Callable[[Turn], Turn]:
    """A handler that takes its time."""

    def wrap(turn: Turn) -> Turn:
        def late(incoming: Incoming) -> tuple[Reply, ...]:
            time.sleep(seconds)
            return turn(incoming)

        return late

    return wrap


def test_a_slow_answer_follows_by_customer_service_message(
    sample_url: str, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with official(sample_url, clock, knowledge, turn=slow(2.0), answers_within=0.3) as house:
        follower = house.platform.follower()
        delivery = follower.says("菜单")
        assert (delivery.status, delivery.attempts) == ("acknowledged", 1)
        received = follower.waits(1)
        assert [one.kind for one in received] == ["customer-service"]
        assert "自助服务" in received[0].text
        assert count(house, InboxRow) == 1


def test_what_the_handler_holds_up_within_its_transaction_is_answered_once(
    sample_url: str, clock: Clock, knowledge: KnowledgeBase
) -> None:
    """On SQLite nothing can be set aside meanwhile: WeChat is left to ask again, and is answered then."""
    apps = list[App]()

    def holding(turn: Turn) -> Turn:
        def late(incoming: Incoming) -> tuple[Reply, ...]:
            with apps[0].database.write():
                time.sleep(1.2)
            return turn(incoming)

        return late

    with official(sample_url, clock, knowledge, turn=holding, answers_within=0.2, patience=1.0) as house:
        apps.append(house.app)
        follower = house.platform.follower()
        delivery = follower.says("菜单")
        until(lambda: bool(follower.received))
        house.platform.settle()
        until(lambda: "queued" not in states(house).values())
        assert delivery.status != "outage"
        assert len(follower.received) == 1
        assert count(house, InboxRow) == 1


def test_attachments_are_fetched_and_kept(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("提建议")
    for text in ("1", "护栏松了", "跳过", "四号冲床的护栏松了，建议每周检查一次"):
        follower.says(text)
    assert "完成" in (follower.sends_image(JPEG).reply_text or "")
    assert "打字" in (follower.sends_voice(AMR).reply_text or "")
    assert follower.sends_video(b"\x00\x00\x00\x18ftypmp42" + b"x" * 100).status == "replied"
    with house.app.database.read() as session:
        kept = session.execute(select(FileRow.name, FileRow.media_type, FileRow.size)).all()
    assert sorted(tuple(one) for one in kept) == [
        ("照片.jpg", "application/octet-stream", len(JPEG)),  # it only begins like one
        ("视频.mp4", "video/mp4", 112),
        ("语音.amr", "audio/amr", len(AMR)),
    ]


def test_what_is_too_large_is_refused_in_words(house: Official) -> None:
    follower = house.platform.follower()
    delivery = follower.sends_video(b"\x00\x00\x00\x18ftypmp42" + bytes(10 * 1024 * 1024 + 1))
    assert "超过 10 MB" in (delivery.reply_text or "")


def test_an_attachment_that_cannot_be_fetched_is_asked_for_again(house: Official) -> None:
    house.platform.next("/cgi-bin/media/get", "html", times=9)
    delivery = house.platform.follower().sends_image(JPEG)
    assert "再发一次" in (delivery.reply_text or "")


def test_places_links_and_files(house: Official) -> None:
    follower = house.platform.follower()
    follower.says("诉求投诉")
    assert follower.sends_location(39.9, 116.4, "北京市朝阳区建国路1号院工地").status == "replied"
    assert follower.sends_link("标题", "说明", "https://example.com/a").status == "replied"
    assert "拍照" in (follower.sends_file("合同.docx", 1000).reply_text or "")


def test_follow_scan_tap_view_and_leave(house: Official) -> None:
    follower = house.platform.follower(following=False)
    assert "自助服务" in (follower.follows().reply_text or "")
    assert "提建议" in (follower.taps("提建议").reply_text or "") or follower.received
    assert follower.views("https://example.com").status == "acknowledged"
    assert "自助服务" in (follower.scans("nothing-we-know").reply_text or "")
    assert follower.leaves().status == "acknowledged"
    with house.app.database.read() as session:
        assert session.scalars(select(Contact.lost_at)).one() is not None
    house.clock.forward(seconds=5)  # two events of one second are one
    follower.follows()
    with house.app.database.read() as session:
        assert session.scalars(select(Contact.lost_at)).one() is None


def test_a_scene_opens_its_talk(house: Official) -> None:
    with house.app.act() as act:
        event = next(one.code for one in events.open_for_signup(act) if not one.team_least)
    follower = house.platform.follower(following=False)
    assert "归到这个单位" in (follower.follows("unit-2").reply_text or "")
    assert "您现在归" in (follower.says("1").reply_text or "")
    assert "报名用什么名字" in (follower.scans(f"event-{event}").reply_text or "")
    assert follower.says("取消").status == "replied"
    assert "没有找到" in (follower.scans("event-NOT-THERE").reply_text or "")
    assert "核对" in (follower.scans("case-WQ-2026-0001-1").reply_text or "")


def test_a_bug_of_ours_gets_a_number_and_no_outage(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> None:
    def broken(_turn: Turn) -> Turn:
        return lambda incoming: (Reply(str(1 // len(incoming.uploads))),)

    with official(sample_url, clock, knowledge, turn=broken) as house:
        delivery = house.platform.follower().says("菜单")
        assert delivery.status == "replied"
        assert "编号 E" in (delivery.reply_text or "")
