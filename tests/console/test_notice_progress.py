"""What became of a notice: the sum of the states is the audience, each member's row, figures, and what moves."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console import spreadsheets
from bot.console.app import Desk
from bot.domain import tallies
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.noticebook import Fate, Notice, NoticeAnswer, Recipient, State, Why
from bot.domain.noticekinds import Kind
from tests.console import notice_desk
from tests.console.branch import HOSPITAL, PARK

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

HERE = "/console/notices"
QUESTIONS = [
    {"name": "grade", "label": "食堂", "prompt": "食堂您打几分？", "answer": "grade"},
    {"name": "words", "label": "想说的", "prompt": "还想说什么？", "optional": True},
]


def made(desk: Desk, **fields: Any) -> int:
    with desk.act() as act:
        return notice_desk.gone(act, **fields).id


def table(page: str) -> list[tuple[str, str]]:
    """The sum on a page, line by line: what, how many."""
    card = page.partition('id="progress"')[2].partition("</section>")[0]
    return re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)(?:</a>)?</th><td class="sum">(?:<b>)?([\d,]+)', card)


def test_the_sum_of_the_states_is_the_audience(desk: Desk, li: TestClient) -> None:
    page = li.get(f"{HERE}/{made(desk)}").text
    *states, whole = table(page)
    assert dict(states) == {
        "已送达": "6", "没送到": "2", "不确定": "2", "等会员再来": "2", "没有发": "2", "已请微信删除": "2",
    }  # fmt: skip
    assert whole == ("合计", "16")
    assert "正好是名单上的 16 人" in page
    wrong = li.get(f"{HERE}/{made(desk, size=17)}").text
    assert "对不上" in wrong
    assert "正好" not in wrong


def test_a_notice_under_way_says_how_far_it_is_and_how_fast(desk: Desk, li: TestClient) -> None:
    ends = ((Fate.SENT, ""), (Fate.SENT, ""), (Fate.QUEUED, ""), (Fate.SENDING, ""))
    number = made(desk, ends=ends, state=State.SENDING.value, ended_at=None)
    page = li.get(f"{HERE}/{number}").text
    assert '<progress class="bar" max="8" value="4"' in page
    assert f'data-renew="{HERE}/{number}/progress"' in page
    assert "每秒" in page
    small = li.get(f"{HERE}/{number}/progress?fresh").text
    assert table(small) == table(page)
    listed = li.get(HERE).text
    assert "已处理 4 / 8 人" in listed
    with desk.act() as act:
        for row in act.session.scalars(select(Recipient)):
            row.state, row.claim = Fate.SENT.value, ""
        act.session.get_one(Notice, number).state = State.DONE.value
    assert "data-renew" not in li.get(f"{HERE}/{number}/progress?fresh").text


def lines(page: str) -> list[list[str]]:
    """The table of members: its cells, without marks."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows
    ]


def test_the_members_are_picked_out_by_state_reason_channel_and_unit(desk: Desk, li: TestClient) -> None:
    path = f"{HERE}/{made(desk)}/people"
    whole = lines(li.get(path).text)
    assert len(whole) == 16
    assert {row[1] for row in whole} == {PARK, HOSPITAL}
    assert all(row[0].isdecimal() for row in whole)
    with desk.look() as act:
        park = notice_desk.unit(act, PARK).id
    for query, count, word in (
        ("state=sent", 6, "已送达"), (f"code={Why.OPTED_OUT.value}", 2, "退订了"),
        ("code=45015", 2, "平台的代码 45015"),
        ("channel=telegram", 6, "Telegram"), (f"unit={park}", 8, PARK), ("state=nonsense", 16, ""),
        (f"state=failed&unit={park}", 1, "没送到"), ("way=mass", 0, ""),
    ):  # fmt: skip
        found = lines(li.get(f"{path}?{query}").text)
        assert len(found) == count, query
        assert all(word in " ".join(row) for row in found), query


def test_the_members_come_a_page_at_a_time(desk: Desk, li: TestClient) -> None:
    path = f"{HERE}/{made(desk, ends=[(Fate.SENT, '')] * 60)}/people?state=sent"
    first = li.get(path).text
    onward = re.search(r'href="([^"]+after=\d+[^"]*)">接着看', first)
    assert onward
    second = li.get(onward[1].replace("&amp;", "&")).text
    numbers = [row[0] for row in lines(first) + lines(second)]
    assert len(numbers) == len(set(numbers)) == 120
    assert "接着看" not in second


def test_a_spreadsheet_of_them_has_no_names_and_is_written_down(desk: Desk, li: TestClient, wang: TestClient) -> None:
    number = made(desk)
    sent = li.post(f"{HERE}/{number}/people/export", data={"state": "failed"})
    rows = spreadsheets.read(sent.content)
    assert rows[0][:6] == ["会员编号", "单位", "渠道", "结果", "怎么发的", "原因"]
    assert [row[1:6] for row in rows[1:]] == [
        [home, "微信", "没送到", "单独发", "平台的代码 45015"] for home in (PARK, HOSPITAL)
    ]
    with desk.look() as act:
        row = act.session.scalars(select(AuditRow).where(AuditRow.action == "notice.taken")).one()
        assert row.facts == {"count": 2}
    assert "下载了通知的名单（2 行）" in li.get(f"{HERE}/{number}").text
    assert wang.post(f"{HERE}/{number}/people/export").status_code == 404


def test_reach_by_unit_opens_and_who_left(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        one = notice_desk.gone(act, link="https://example.org/a")
        notice_desk.opened(act, one, 7)
        number = one.id
    page = li.get(f"{HERE}/{number}").text
    assert "打开过 7 次" in page
    assert "收到后两天内 0 人" in page
    reach = page.partition("各单位送达的表")[2].partition("</table>")[0]
    assert re.findall(
        r'<th scope="row">([^<]+)</th><td class="sum">8</td><td class="sum">3</td><td class="sum">38%', reach
    ) == [PARK, HOSPITAL]
    chart = li.get(f"{HERE}/{number}/reach/chart")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert PARK in chart.text


def answered(act: Act, number: int, count: int) -> None:
    for grade in range(count):
        answers = {"grade": 5 - grade % 2, "words": f"想法{grade}"}
        row = NoticeAnswer(id=tallies.lot(), notice_id=number, given_on=act.today, answers=answers)
        act.session.add(row)


def test_a_survey_is_charted_once_three_have_answered(desk: Desk, li: TestClient) -> None:
    number = made(desk, kind=Kind.SURVEY.value, questions=QUESTIONS)
    with desk.act() as act:
        answered(act, number, 2)
    few = li.get(f"{HERE}/{number}").text
    assert "满 3 人才分开看" in few
    assert "想法0" not in few
    with desk.act() as act:
        answered(act, number, 2)
    page = li.get(f"{HERE}/{number}").text
    assert "4 人答了" in page
    assert "平均 4.5" in page
    assert "想法1" in page
    assert "5分" in li.get(f"{HERE}/{number}/answers/chart?item=grade").text
