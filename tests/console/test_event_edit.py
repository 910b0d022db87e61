"""The editor in the console: a draft written and seen by nobody, published, refused without losing a word, repeated."""

import re
from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import events, members, registrations
from bot.domain.events import Event
from tests.console.branch import MEMBER, PARK, PNG
from tests.domain.union import event as one_event

FORM = {
    "host": PARK, "title": "健步走", "start_day": "2026-12-18", "start_time": "14:00", "end_time": "16:00",
    "place": "东湖公园", "details": "雨天改到礼堂", "signup": "yes", "seats": "30", "closes_day": "2026-12-16",
    "g-women": "on", "cap-youth": "10", "guests": "1", "fee": "免费", "contact": "工会办公室",
    "q1-prompt": "坐班车吗？", "q1-label": "班车", "q1-answer": "yes_no",
    "q2-prompt": "在哪里上车？", "q2-label": "上车点", "q2-answer": "choice", "q2-options": "南门\n北门",
    "q2-after": "1", "q2-is": "是",
}  # fmt: skip

pytestmark = [pytest.mark.usefixtures("branch"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]


def stored(desk: Desk, title: str = "健步走") -> list[Event]:
    with desk.look() as act:
        found = [one for one in events.every(act.session) if one.title.startswith(title)]
        act.session.expunge_all()
        return found


def drafted(client: TestClient, fields: Mapping[str, str] = FORM) -> str:
    """The address of the form of a draft."""
    answer = client.post("/console/events/new/save", data=dict(fields), follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def field(page: str, name: str) -> str:
    """What a line of the form shows."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_draft_is_written_looked_at_and_published(desk: Desk, wang: TestClient) -> None:
    there = drafted(wang)
    (event,) = stored(desk)
    assert (event.draft, event.seats, event.groups, event.group_seats) == (True, 30, ["women"], {"youth": 10})
    assert [row["when"] for row in event.questions] == [None, {"item": "q1", "answer": "是"}]
    page = wang.get(there).text
    for words in ("地点：东湖公园", "仅限女职工", "1. 报名：健步走", "健步走（12月18日 14:00"):
        assert words in page
    answer = wang.post(f"{there}/publish", data=FORM, follow_redirects=False)
    assert answer.status_code == 303
    assert not stored(desk)[0].draft


def test_what_is_saved_comes_back_in_the_form_and_saves_to_the_same(desk: Desk, wang: TestClient) -> None:
    there = drafted(wang)
    page = wang.get(there).text
    again = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.partition('class="narrow"')[0]))
    again |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', page))
    again |= dict(
        re.findall(r'<select[^>]*name="([^"]+)">(?:(?!</select>).)*?value="([^"]*)" selected', page, re.DOTALL)
    )
    again |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" checked', page), "on")
    before = vars(stored(desk)[0])
    assert wang.post(f"{there}/save", data=again, follow_redirects=False).status_code == 303
    after = vars(stored(desk)[0])
    assert {name: after[name] for name in before if name[0] != "_"} == {
        name: value for name, value in before.items() if name[0] != "_"
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "2 到 60 个字"),
        ({"start_time": ""}, "没写几点"),
        ({"start_time": "两点"}, "没看懂"),
        ({"start_day": ""}, "没写哪一天"),
        ({"seats": "很多"}, "整数"),
        ({"unit": "天上"}, "没有叫“天上”的"),
        ({"q1-label": ""}, "第 1 个问题没写简称"),
        ({"q2-options": "南门"}, "第 2 个问题是选择题"),
        ({"q2-after": "7"}, "第 2 个问题的条件"),
        ({"q2-is": "也许"}, "“也许”不是第 1 个问题的回答"),
        ({"host": ""}, "请写上单位名称"),
    ],
)
def test_a_refusal_loses_nothing_that_was_typed(
    desk: Desk, wang: TestClient, wrong: dict[str, str], words: str
) -> None:
    answer = wang.post("/console/events/new/save", data=FORM | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    typed = FORM | wrong
    for name in ("title", "place", "closes_day", "fee", "q1-prompt", "q2-is"):
        assert field(answer.text, name) == typed[name]
    assert "雨天改到礼堂</textarea>" in answer.text
    assert re.search(r'name="g-women" checked', answer.text)
    assert stored(desk) == []


def test_a_look_at_what_was_typed_keeps_nothing(desk: Desk, wang: TestClient) -> None:
    page = wang.post("/console/events/new/preview", data=FORM)
    assert "地点：东湖公园" in page.text
    assert field(page.text, "title") == "健步走"
    assert stored(desk) == []
    there = drafted(wang)
    assert "地点：西湖" in wang.post(f"{there}/preview", data=FORM | {"place": "西湖"}).text
    assert stored(desk)[0].place == "东湖公园"


def test_another_units_event_has_no_editor_here(desk: Desk, wang: TestClient, li: TestClient) -> None:
    there = drafted(li, FORM | {"host": desk.config.union.name})
    assert wang.get(there).status_code == 404
    assert wang.post(f"{there}/save", data=FORM).status_code == 404
    assert li.get(there).status_code == 200


def test_files_are_put_to_it_and_taken_away(wang: TestClient) -> None:
    there = drafted(wang)
    cover = {"file": ("封面.png", PNG, "image/png")}
    wang.post(f"{there}/add-file", data={"role": "cover"}, files=cover)
    page = wang.get(there).text
    (path,) = set(re.findall(r'src="(/console/events/[^"]+)"', page))
    assert wang.get(path).headers["content-type"] == "image/png"
    assert "跟着发：封面.png" in page
    refused = wang.post(f"{there}/add-file", data={"role": "cover"}, files={"file": ("a.pdf", b"%PDF-1.4 x", "x")})
    assert "不是图片" in refused.text
    number = path.rpartition("/")[2]
    wang.post(f"{there}/remove-file", data={"leaflet": number})
    assert wang.get(path).status_code == 404


def test_it_repeats_after_a_look_at_the_days(desk: Desk, wang: TestClient) -> None:
    there = drafted(wang)
    rule = {"freq": "weekly", "every": "1", "d-4": "on", "count": "4", "until": ""}
    page = wang.post(f"{there}/repeat", data=rule).text
    assert "2027年1月1日 周五" in page
    assert "元旦" in page
    assert len(stored(desk)) == 1
    wang.post(f"{there}/repeat", data=rule | {"sure": "yes", "skip": "on"})
    assert [one.title for one in stored(desk)] == [
        "健步走（12月18日）", "健步走（12月25日）", "健步走（2027年1月8日）"
    ]  # fmt: skip
    wang.post(f"{there}/publish-all")
    assert [one.draft for one in stored(desk)] == [False] * 3
    wang.post(f"{there}/onward", data=FORM | {"title": "健步走（12月18日）", "place": "北山"})
    assert [one.place for one in stored(desk)] == ["北山"] * 3
    other = wang.post(f"{drafted(wang)}/repeat", data={"freq": "weekly", "every": "1", "d-3": "on", "count": "4"})
    assert "请把星期五也选上" in other.text


def test_copied_taken_back_and_removed(desk: Desk, wang: TestClient) -> None:
    there = drafted(wang)
    wang.post(f"{there}/publish", data=FORM)
    assert "收回成草稿" in wang.get(there).text
    copy = wang.post(f"{there}/copy", follow_redirects=False).headers["location"].partition("?")[0]
    wang.post(f"{copy}/remove")
    assert len(stored(desk)) == 1
    with desk.act() as act:
        event, member = stored(desk)[0], members.meet(act, MEMBER)
        registrations.join(act, act.session.merge(event), member, MEMBER, name="李娜",
                           extras=registrations.Extras(groups=("women",)))  # fmt: skip
    assert "已经有人报名" in wang.post(f"{there}/withdraw").text


def test_an_event_from_a_file_says_that_the_file_wins(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        one_event(act, "party", title="健步走")
    assert "以文件为准" in li.get("/console/events/party/edit").text
