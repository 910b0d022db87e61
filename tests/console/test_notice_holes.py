"""What the pages of notices do not let through: other people's notices, marks, formulas, and numbers that are none."""

import io
import re
import zipfile
from typing import Final

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console import notices, spreadsheets
from bot.console.app import Desk
from bot.domain import noticetemplates, staff
from bot.domain.noticebook import Fate, NoticeTemplate, Recipient
from tests.console import notice_desk
from tests.console.branch import HOSPITAL, PARK
from tests.console.notice_desk import HERE, WRITTEN, begun, kept, save

ON_SQLITE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NUMBERS: Final = (f"{'0' * 12}{'9' * 30}", "9" * 30, "0" * 20, "9" * 5000, "-1", "1e3", "１", "1 or 1=1", "%00")
MARKS: Final = '<img src=x onerror="alert(1)"></textarea><script>alert(1)</script>'


@ON_SQLITE
@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_that_is_none_is_not_found(li: TestClient, number: str) -> None:
    for path, _, _ in notices.PAGES:
        if "{" in path:
            assert li.get(path.format(notice=number)).status_code == 404, path
    for path, _, _, _ in notices.ACTIONS:
        if "{" in path:
            sent = li.post(path.format(notice=number, template=number), data={"sure": "on", **WRITTEN})
            assert sent.status_code == 404, path
    for path in (f"{HERE}?before={number}", f"/console/cases?unit={number}", f"/console/suggestions?unit={number}"):
        assert li.get(path).status_code == 200, path
    for path in ("/console/drives", "/console/plan"):
        assert li.get(f"{path}/{number}").status_code == 404, path
    assert li.post(f"{HERE}/new", data={"unit": PARK, "from": f"copy:{number}"}).status_code == 404


def test_what_is_picked_out_may_be_nonsense(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        number = notice_desk.gone(act).id
    path = f"{HERE}/{number}/people"
    for said in ("code=%00", "channel=%00", "state=%00&way=%00", f"unit={'9' * 30}&after={'9' * 30}", "code='--"):
        assert li.get(f"{path}?{said}").status_code == 200, said
    assert li.post(f"{path}/export", data={"code": "\0", "channel": "\0"}).status_code == 200
    for board in ("cases", "suggestions", "events", "members", "deliveries", "audit", "search"):
        nothing = "&".join(f"{name}=%00" for name in ("kind", "topic", "state", "text", "q", "words", "name", "action"))
        assert li.get(f"/console/{board}?{nothing}").status_code in {200, 422}, board


@ON_SQLITE
def test_marks_stay_words_wherever_they_stand(desk: Desk, li: TestClient) -> None:
    path = begun(li)
    words = {"text": MARKS, "title": MARKS[:40], "buttons": "<b onclick=x>", "q1-label": "简称"}
    save(li, path, **words)
    li.post(f"{path}/edit/template", data={"name": "<script>alert(2)"})
    with desk.act() as act:
        other = notice_desk.gone(act, [(Fate.FAILED, "<script>")], title=MARKS[:40], text=MARKS)
    done = f"{HERE}/{other.id}"
    for page in (f"{path}/edit", path, HERE, f"{HERE}/templates", f"{HERE}/calendar", done, f"{done}/people"):
        shown = li.get(page).text
        assert "<img src=x" not in shown, page
        assert "<script>" not in shown, page
        assert "<b onclick" not in shown, page


@ON_SQLITE
@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JavaScript://x/%0aalert(1)", "data:text/html,x", "//evil.example", "/\\evil.example",
        "https:evil", "https://", "ftp://a/b", "https://a b",
    ],
)  # fmt: skip
def test_a_link_leads_to_a_web_page_or_nowhere(desk: Desk, li: TestClient, link: str) -> None:
    path = begun(li)
    assert "链接要写完整的网址" in save(li, path, link=link)
    assert kept(desk, path).link == ""


@ON_SQLITE
def test_a_spreadsheet_has_no_formula_of_anybodys(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        number = notice_desk.gone(act).id
        for row in act.session.scalars(select(Recipient)):
            row.words = '=HYPERLINK("https://evil.example")'
    sheet = load_workbook(io.BytesIO(li.post(f"{HERE}/{number}/people/export").content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


@ON_SQLITE
def test_a_list_that_unpacks_to_very_much_is_refused(li: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" * (spreadsheets.LARGEST_UNPACKED // 2))
    sent = {"sheet": ("名单.xlsx", packed.getvalue(), spreadsheets.MEDIA_TYPE)}
    answer = li.post(f"{begun(li)}/edit/save", data=dict(WRITTEN), files=sent)
    assert (answer.status_code, spreadsheets.TOO_LARGE in answer.text) == (422, True)


@ON_SQLITE
def test_what_is_another_units_cannot_be_begun_with(desk: Desk, wang: TestClient) -> None:
    with desk.act() as act:
        other = notice_desk.notice(act, HOSPITAL)
        li = staff.named(act.session, "李主任")
        assert li
        template = noticetemplates.save(act, li, other, "别家的")
        act.session.flush()
        numbers = other.id, template.id
    for begin in (f"copy:{numbers[0]}", f"template:{numbers[1]}"):
        assert wang.post(f"{HERE}/new", data={"unit": PARK, "from": begin}).status_code == 404
    assert wang.post(f"{HERE}/templates/{numbers[1]}/drop", data={"sure": "on"}).status_code == 404
    assert "别家的" not in wang.get(HERE).text + wang.get(f"{HERE}/templates").text
    with desk.look() as act:
        assert act.session.scalars(select(NoticeTemplate.dropped_at)).one() is None


@ON_SQLITE
def test_nothing_is_done_from_another_site(li: TestClient) -> None:
    path = begun(li)
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    for step in ("/edit/submit", "/people/export", "/cancel", "/approve"):
        assert li.post(f"{path}{step}", data={**WRITTEN, "sure": "on"}, headers=elsewhere).status_code == 403, step


@ON_SQLITE
def test_what_is_shown_is_as_members_have_it_and_as_it_is_now(desk: Desk, li: TestClient) -> None:
    with desk.act() as act:
        number = notice_desk.gone(act, title="{月份}体检安排").id
    for page in (HERE, f"{HERE}/{number}", f"{HERE}/calendar"):
        assert ">11月体检安排<" in re.sub(r"<small>.*?</small>\s*", "", li.get(page).text), page
    chart = li.get(f"{HERE}/{number}/reach/chart")
    assert chart.headers["cache-control"] == "no-store", "while it goes out, the table below says something else"
