"""A case lives by WeChat: an injury from the first word to the rating, its officer at the console, two processes.

What is said unasked goes as far as WeChat lets it, waits for the member where it does not, and arrives once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from bot.domain import staff
from bot.domain.acts import OPERATOR
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from scheduler.jobs import JOBS
from tests.channels.api import SEND
from tests.channels.official import Official, official, until
from tests.conftest import Clock
from tests.emulators.loopback import NO_TLS
from tests.emulators.wechat import Follower

FILED = (
    "工伤求助",
    "昨天在车间被冲床轧伤了右手食指，单位不肯报工伤",
    "二号车间冲压线",
    "没报",
    "骨折，在区医院，自己垫的钱",
    "宏达机械",
    "昨天",
    "跳过",
    "实名",
    "张强",
    "跳过",
    "提交",
)
NUMBER = re.compile(r"WQ-\d{4}-\d{4}-\d")
WAITS = "等会员下次说话"
LONG = [f"第{number}段。{'单位应当在三十日内申报工伤。' * 29}" for number in "一二三四五"]
"""Each fills a message of WeChat's, and all of them its window of five."""
SHORT = ["诊断书收到了。", "字看得清。", "先别在任何单子上签字。"]

JUDGED = ["调解：达成协议", "您同意转介", "办结", "您说解决了", "您评了 5 分"]
"""What the member finds in 我的诉求 at the end, among other steps."""


@dataclass
class Life:
    """A case between its member's WeChat and the console."""

    house: Official
    member: Follower
    browser: httpx.Client
    number: str = ""

    def says(self, *texts: str) -> str:
        """The member writes, each time answered at once; the last answer."""
        for text in texts:
            delivery = self.member.says(text.format(number=self.number))
            assert delivery.status == "replied", delivery.fault
        return delivery.reply_text or ""

    def told(self) -> list[str]:
        """What the member got unasked."""
        return [one.text for one in self.member.received if one.kind == "customer-service"]

    def hears(self, words: str) -> None:
        """It arrives unasked."""
        until(lambda: words in "\n".join(self.told()))

    def signs_in(self) -> None:
        """The officer comes to the desk."""
        with self.house.app.act(OPERATOR) as act:
            officer = staff.named(act.session, "李主任")
            assert officer
            token = staff.sign_in_link(act, officer)
        assert self.browser.get(f"/console/enter?token={token}").is_redirect

    def does(self, what: str, **typed: str) -> None:
        """The officer does something with the case."""
        answer = self.browser.post(f"/console/cases/{self.number}/{what}", data=typed)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    def page(self) -> str:
        """What the officer sees of the case."""
        answer = self.browser.get(f"/console/cases/{self.number}")
        assert answer.status_code == httpx.codes.OK
        return answer.text

    def passes(self, **span: float) -> None:
        """Time passes, and the clock does what is due by then."""
        self.house.clock.forward(**span)
        self.signs_in()
        for job in JOBS:
            job.run(self.house.app.act)

    def outbox(self) -> list[Outgoing]:
        """All that was to be said unasked, in its order."""
        with self.house.app.database.read() as session:
            return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))

    def rests(self) -> None:
        """Nothing is on its way."""
        until(lambda: not {"queued", "sending"} & {row.state for row in self.outbox()})


@pytest.fixture
def life(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Life]:
    with official(sample_url, clock, knowledge, processes=2) as house:
        for process in house.processes:
            process.server.delivery.pause = 0.1
        url = house.processes[-1].url
        with httpx.Client(base_url=url, headers={"Origin": url}, verify=NO_TLS, timeout=60) as browser:
            yield Life(house, house.platform.follower(), browser)


def test_a_case_from_the_first_word_to_the_rating(life: Life) -> None:
    filed = NUMBER.search(life.says(*FILED))
    assert filed
    life.number = filed[0]
    life.signs_in()
    taken_and_asked(life)
    more_is_said_than_wechat_lets_through(life)
    a_mediation_waits_for_the_member(life)
    referred_with_consent_and_resolved(life)
    a_week_later_it_is_judged(life)
    check_the_books(life)


def taken_and_asked(life: Life) -> None:
    """The officer takes it and asks for the diagnosis; a photo and a few words are answer enough."""
    life.does("take")
    life.hears("李主任接手了您的事")
    life.does("reply", body="请把诊断书拍给我，看不清也没关系。", waits="1")
    assert "等会员补充" in life.page()
    life.hears("请把诊断书拍给我")
    photo = BytesIO()
    Image.new("RGB", (40, 20), "red").save(photo, "JPEG")
    assert "收到，经办人会看到" in (life.member.sends_image(photo.getvalue()).reply_text or "")
    life.says("上面写的是粉碎性骨折")
    page = life.page()
    assert page.index("照片.jpg") < page.index("上面写的是粉碎性骨折")


def more_is_said_than_wechat_lets_through(life: Life) -> None:
    """Five messages go, the rest waits and is shown as waiting; the next word of the member's brings it as one."""
    for body in LONG:
        life.does("reply", body=body)
    life.hears(LONG[-1])
    for body in SHORT:
        life.does("reply", body=body)
    life.rests()
    assert life.page().count(WAITS) == len(SHORT)
    before = len(life.told())
    life.says("好的，我先不签")
    life.hears(SHORT[-1])
    life.rests()
    [joined] = life.told()[before:]
    assert [body in joined for body in SHORT] == [True] * len(SHORT)
    assert WAITS not in life.page()


def a_mediation_waits_for_the_member(life: Life) -> None:
    """Two days of silence: what is arranged then is known to wait, and comes when the member looks in."""
    life.passes(hours=49)
    life.does("arrange", at="2026-11-26T09:30", place="清河街道调解室")
    life.does("reply", body="调解我陪您去。")
    life.rests()
    talk, _, beside = life.page().partition('id="beside"')
    assert (talk.count(WAITS), beside.count(WAITS)) == (1, 1)
    before = len(life.told())
    assert "约了调解" in life.says("{number}")
    life.hears("调解我陪您去")
    [joined] = life.told()[before:]
    assert joined.index("地点：清河街道调解室") < joined.index("调解我陪您去。")
    life.rests()
    assert WAITS not in life.page()
    life.passes(hours=24)
    life.does("conclude", result="agreed", agreement="单位本周内申报工伤，先付医药费 8000 元")
    life.hears("调解结果：达成协议")


def referred_with_consent_and_resolved(life: Life) -> None:
    """Another body takes it on, since the member says so in so many words; the outcome arrives at once."""
    life.does("refer", whom="区人社局工伤科", why="认定由他们做")
    life.hears(f"可回复：“同意转介 {life.number}”")
    assert f"1. 同意转介 {life.number}" in life.says("同意")
    assert "会转给“区人社局工伤科”" in life.says("1")
    assert "会员同意" in life.page()
    life.does("close", outcome="工伤已经认定，医药费付清。")
    life.hears("这件事已办结")
    life.rests()
    assert "已送达" in life.page().partition("<b>办结</b>")[2].partition("</article>")[0]


def a_week_later_it_is_judged(life: Life) -> None:
    """The question waits too; whoever looks in finds how it went, is asked, answers, rates it and says why."""
    life.passes(days=7)
    life.rests()
    assert "现在解决了吗" not in "\n".join(life.told())
    assert "您同意转介" in life.says("我的诉求")
    life.hears(f"可回复：“解决了 {life.number}”")
    assert "就此结案" in life.says("解决了")
    assert "谢谢您的 5 分" in life.says("5")
    assert "记下了" in life.says("评价 {number} 李主任跑了三趟，谢谢")
    steps = re.findall("· .*:00 (.*)", life.says("我的诉求"))
    assert [one for one in steps if one in JUDGED] == JUDGED
    life.rests()
    page = life.page()
    assert "5 分，满分 5 分" in page
    assert "李主任跑了三趟，谢谢" in page


def check_the_books(life: Life) -> None:
    """All that was to be said was said once, in its order, and nothing else; WeChat never had to refuse any of it."""
    rows, told = life.outbox(), "\n".join(life.told())
    assert {row.state for row in rows} == {"sent"}
    assert [told.count(row.text) for row in rows] == [1] * len(rows)
    places = [told.index(row.text) for row in rows if not row.bulk]
    assert places == sorted(places)
    for row in rows:
        told = told.replace(row.text, "")
    assert [line for line in told.splitlines() if line and not line.startswith("可回复：")] == []
    sends = [one.answer for one in life.house.platform.asked if one.call.path == SEND]
    assert sends == [{"errcode": 0, "errmsg": "ok"}] * len(life.told())
    assert {one.kind for one in life.member.received} == {"passive", "customer-service"}
