"""One suggestion through its whole way in the console: each step from the page, told to its proposer, none twice."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.domain import suggestions
from bot.domain.box import State
from tests.conftest import Clock
from tests.console.branch import Branch
from tests.console.idea_desk import REASON, TITLE, Desk, adopted, officer
from tests.photos import jpeg

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk_of(wang: TestClient, branch: Branch) -> Desk:
    """王干事 at a new suggestion."""
    return Desk(wang, branch, branch.suggestion(TITLE, contact="13812345678"))


def test_the_whole_way_from_the_page(desk_of: Desk, clock: Clock) -> None:
    desk = desk_of
    assert desk.offered() == {
        "acknowledge", "answer", "ask", "vote", "note", "merge", "publish", "sort", "hand-over", "reply",
    }  # fmt: skip
    assert "已受理" in desk.do("acknowledge")
    adopted(desk)
    assert "acknowledge" not in desk.offered()
    assert "assign" in desk.offered()
    page = desk.do("assign", department="后勤科", person="周工", due_on="2026-12-20", cost="1.2万")
    for words in ("后勤科", "周工", "12,000.00 元", "2026年12月20日"):
        assert words in page
    assert {"report", "carry-out", "give-back"} <= desk.offered()
    assert "answer" not in desk.offered()
    assert "进度 40%" in desk.do("report", jpeg(), body="灯装好了", percent="40")
    desk.do("carry-out", body="开到九点了。")
    clock.forward(days=366)
    desk.client.get("/console/enter", params={"token": desk.branch.link("王干事")})
    desk.do("verify", benefit="8.6万", since="2026-11-23", until="2027-11-23", verified_by="财务科")
    page = desk.client.get(desk.page).text
    assert "这次发" in page
    assert "四等" in page, "before it is given"
    assert "1,720.00 元" in desk.do("award")
    share = re.search(r'name="share" value="(\d+)"', desk.client.get(desk.page).text)
    assert share
    page = desk.do("pay", share=share[1], paid_on="2027-11-24")
    assert desk.state == State.REWARDED.value
    assert "2027年11月24日 已发" in page
    desk.do("archive")
    assert desk.state == State.ARCHIVED.value
    assert len(desk.told) == len(set(desk.told))


def test_an_answer_has_verdict_and_reasons_and_the_same_is_told_once(desk_of: Desk, clock: Clock) -> None:
    for _ in range(2):
        assert "已答复，建议人会在聊天里收到" in desk_of.do("answer", verdict="adopted", answer=REASON)
    assert len(desk_of.told) == 1
    assert REASON in desk_of.told[0]
    clock.forward(minutes=1)
    assert "场地不够" in desk_of.do("answer", verdict="reserved", answer="场地不够，明年再看。")
    assert len(desk_of.told) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"verdict": "declined", "answer": "  "}, "要写清理由"),
        ({"answer": REASON}, "请先选一项"),
        ({"verdict": "filed", "answer": REASON}, "请先选一项"),
    ],
)
def test_a_refusal_keeps_verdict_and_words(desk_of: Desk, typed: dict[str, str], words: str) -> None:
    page = desk_of.client.post(f"{desk_of.page}/answer", data={"step": "answer", **typed})
    assert page.status_code == 422
    assert words in page.text
    assert typed["answer"] in page.text
    assert page.text.count('name="verdict" value="declined" checked') == (typed.get("verdict") == "declined")
    assert re.search(r'id="act-answer" open', page.text)
    assert desk_of.told == []


def test_a_reply_goes_out_with_pictures_and_says_what_became_of_it(desk_of: Desk, branch: Branch) -> None:
    desk_of.do("reply", jpeg(), body="请再说说是哪个食堂")
    branch.deliver("failed")
    page = desk_of.client.get(desk_of.page).text
    assert page.count("没送到") >= 1, "in the talk and in the trail"
    assert re.search(r'/console/files/suggestions/[^"]+', page)
    picture = re.findall(r'src="(/console/files/suggestions/[^"]+)"', page)
    assert desk_of.client.get(picture[0]).headers["content-type"] == "image/jpeg"
    assert desk_of.client.get(picture[0].replace(desk_of.number, branch.suggestion("别的"))).status_code == 404


def test_what_cannot_be_sent_is_told_and_the_words_stay(desk_of: Desk) -> None:
    page = desk_of.do("report", body="灯装好了")
    assert "没有在落实" in page
    assert '<p class="preview">灯装好了</p>' in page, "there is no box for it any more"
    adopted(desk_of).do("assign", department="后勤科", person="周工", due_on="2026-12-20")
    page = desk_of.do("report", b"MZ" + bytes(200), body="灯装好了")
    assert "文件请重新选" in page
    assert "灯装好了</textarea>" in page


def test_notes_are_for_colleagues_alone(desk_of: Desk) -> None:
    for _ in range(2):
        page = desk_of.do("note", note="和后勤谈过")
    assert page.count('class="memo"') == 1
    assert desk_of.told == []


def test_words_at_hand_speak_of_this_suggestion(desk_of: Desk, branch: Branch) -> None:
    known = branch.desk.config.suggestions.answers
    place = next(place for place, one in enumerate(known) if one.verdict == "reserved")
    page = desk_of.client.get(f"{desk_of.page}?canned={place}").text
    assert 'name="verdict" value="reserved" checked' in page
    assert f"您的建议“{TITLE}”" in page.partition('<textarea id="answer"')[2].partition("</textarea>")[0]
    assert "{title}" not in page
    assert desk_of.client.get(f"{desk_of.page}?canned=999").status_code == 200


def test_the_open_board_gets_masked_words(desk_of: Desk, branch: Branch) -> None:
    with branch.desk.act() as act:
        one = suggestions.numbered(act.session, desk_of.number)
        assert one
        one.body = "请打 13812345678 找我"
    page = desk_of.client.get(desk_of.page).text
    assert "13812345678" not in page.partition('name="text"')[2].partition("</textarea>")[0]
    desk_of.do("publish", title="食堂", text="开到九点，电话 13812345678")
    one = branch.answer_to(desk_of.number)
    assert one.shown
    assert "13812345678" not in (one.public_text or "")
    desk_of.do("unpublish")
    assert not branch.answer_to(desk_of.number).shown


def test_alike_ones_are_named_merged_and_split(desk_of: Desk, branch: Branch) -> None:
    other = branch.suggestion("食堂延长开放时间", body="夜班下来食堂已经关门，建议开到九点。")
    assert f'name="other" value="{other}"' in desk_of.client.get(desk_of.page).text
    assert "请先填另一条建议的编号" in desk_of.do("merge")
    page = desk_of.do("merge", other=other)
    assert "已并过来" in page
    assert desk_of.number in page, "the way back"
    assert desk_of.state == State.MERGED.value
    assert desk_of.offered() == {"split"}
    assert other in desk_of.client.get(desk_of.page).text
    desk_of.do("split")
    assert desk_of.state == State.FILED.value


def test_it_is_sorted_and_handed_over(desk_of: Desk, branch: Branch) -> None:
    desk_of.do("acknowledge", major="1")
    before = branch.answer_to(desk_of.number).reply_by
    page = desk_of.do("sort", topic="safety")
    one = branch.answer_to(desk_of.number)
    assert (one.topic, one.major) == ("safety", False)
    assert before - one.reply_by == timedelta(days=60)
    assert "改好了" in page
    assert "请先选一位同事" in desk_of.do("hand-over")
    desk_of.do("hand-over", to=officer(branch, "李主任"))
    assert branch.answer_to(desk_of.number).officer_id == int(officer(branch, "李主任"))


def test_a_suggestion_of_another_unit_is_not_there(wang: TestClient, desk_of: Desk, branch: Branch) -> None:
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert wang.get(desk_of.page).status_code == 404
    assert wang.post(f"{desk_of.page}/answer", data={"verdict": "adopted", "answer": REASON}).status_code == 404
