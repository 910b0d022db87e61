"""What comes after an event, in the console: results, photos, certificates, opinions, the archive."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.domain import events, inquiries, leaflets, members, opinions, registrations, results
from bot.domain.events import Event
from bot.domain.leaflets import Role
from bot.domain.opinions import Opinion
from tests.conftest import Clock
from tests.console.branch import MEMBER, OTHER, Branch
from tests.domain.test_certificates import pages, text
from tests.domain.union import event
from tests.photos import jpeg

HERE = "/console/events/party/after"

pytestmark = [pytest.mark.usefixtures("party"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]


@pytest.fixture
def party(branch: Branch, clock: Clock) -> None:
    """One of the park and one of the hospital came to the top union's party; it is over."""
    with branch.desk.act() as act:
        one = event(act, starts_at=act.now + timedelta(hours=1), ends_at=act.now + timedelta(hours=2))
        for address, name in ((MEMBER, "张师傅"), (OTHER, "刘护士")):
            registrations.join(act, one, members.meet(act, address), address, name=name)
    clock.forward(hours=3)


def numbers(branch: Branch) -> list[int]:
    with branch.desk.look() as act:
        return [place.id for place in registrations.of_event(act.session, _party(act.session))]


def _party(session: object) -> Event:
    found = events.coded(session, "party")  # type: ignore[arg-type]
    assert found
    return found


def enter(li: TestClient, branch: Branch, first: str, second: str = "") -> str:
    zhang, liu = numbers(branch)
    typed = {f"rank-{zhang}": first, f"rank-{liu}": second, f"award-{zhang}": "一等奖", f"score-{zhang}": "98.5"}
    return li.post(f"{HERE}/results", data=typed).text


def test_results_are_entered_published_and_corrected(li: TestClient, branch: Branch) -> None:
    assert "还没登记" in li.get(HERE).text
    refused = enter(li, branch, "第一")
    assert "名次要写 1 到 9999 的整数" in refused
    assert 'value="第一"' in refused  # what was typed is not lost
    assert "已保存，会员还看不到" in enter(li, branch, "1", "2")
    assert branch.outbox() == []
    assert "结果已公布" in li.post(f"{HERE}/publish", data={"note": "谢谢大家"}).text
    told = {row.address: row.text for row in branch.outbox()}
    assert "张师傅：第1名 98.5 一等奖。\n谢谢大家\n第1名 张*（东湖工业园工会） 98.5 一等奖" in told[MEMBER.id]
    assert "张师傅" not in told[OTHER.id]
    assert "公布过了" in li.post(f"{HERE}/publish").text
    assert "更正已保存" in enter(li, branch, "1", "1")
    assert "没有要改的" in enter(li, branch, "1", "1")
    assert [row.address for row in branch.outbox()][2:] == [OTHER.id]
    page = li.get("/console/events/party").text
    assert "更正了成绩（1 个）" in page


def test_pasted_lines_are_shown_before_the_clear_ones_are_kept(li: TestClient, branch: Branch) -> None:
    pasted = {"list": "1 张师傅 98.5 一等奖\n2 刘护土 97"}
    page = li.post(f"{HERE}/read", data=pasted).text
    assert "清楚的 1 行，要核对的 1 行" in page
    assert "是不是“刘护士”？" in page
    assert "2 刘护土 97</textarea>" in page
    with branch.desk.look() as act:
        assert results.of_event(act.session, _party(act.session)) == []
    li.post(f"{HERE}/take", data=pasted)
    with branch.desk.look() as act:
        kept = [row.standing.words for row in results.of_event(act.session, _party(act.session))]
    assert kept == ["第1名 98.5 一等奖"]
    assert "没有一行是清楚的" in li.post(f"{HERE}/take", data={"list": "2 刘护土 97"}).text


def test_who_does_not_organise_it_sees_their_own_and_changes_nothing(wang: TestClient, branch: Branch) -> None:
    page = wang.get(HERE).text
    assert "张师傅" in page
    assert "刘护士" not in page
    assert "刘*" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    zhang, _ = numbers(branch)
    typed = {f"rank-{zhang}": "1", "list": "1 张师傅", "sure": "1", "title": "证书", "body": "{name}", "signed": "会"}
    for step in ("results", "take", "publish", "certificate", "sample", "certificates", "inquiry", "archive"):
        answer = wang.post(f"{HERE}/{step}", data=typed)
        assert answer.status_code == 422, step
        assert "您可以看，不能改" in answer.text, step
    photo = {"photos": ("a.jpg", jpeg(), "image/jpeg")}
    assert wang.post(f"{HERE}/photos", files=photo).status_code == 422


def test_photos_go_up_bare_and_away_again(li: TestClient, branch: Branch) -> None:
    page = li.post(f"{HERE}/photos", files={"photos": ("合影.jpg", jpeg(), "image/jpeg")}).text
    assert "照片已上传" in page
    with branch.desk.look() as act:
        (photo,) = leaflets.of_event(act.session, _party(act.session), Role.PHOTO)
    shown = li.get(re.findall(r'href="([^"]+/files/\d+)"', page)[0])
    assert shown.status_code == 200
    assert b"HUAWEI" not in shown.content
    assert "还没有选文件" in li.post(f"{HERE}/photos", files={"photos": ("", b"", "")}).text
    assert "不是图片" in li.post(f"{HERE}/photos", files={"photos": ("a.txt", b"hello", "text/plain")}).text
    assert "照片已删除" in li.post(f"{HERE}/photo-remove", data={"photo": str(photo.id)}).text
    assert "已经不在了" in li.post(f"{HERE}/photo-remove", data={"photo": str(photo.id)}).text


def test_certificates_are_seen_before_they_are_given(li: TestClient) -> None:
    texts = {
        "title": "纪念证书", "body": "{name}：谢谢参加“{event}”。", "award_title": "", "award_body": "",
        "signed": "{union}",
    }  # fmt: skip
    sample = li.post(f"{HERE}/sample", data=texts)
    assert sample.headers["content-type"] == "application/pdf"
    (page,) = map(text, pages(sample.content))
    assert "王小明：谢谢参加“冬至联欢会”。清河区总工会" in page
    assert "“{who}”不认识" in li.post(f"{HERE}/sample", data=texts | {"body": "{who}"}).text
    assert "还没有人能领证书" in li.post(f"{HERE}/certificates").text
    assert "现在 2 人能领" in li.post(f"{HERE}/certificate", data=texts).text
    whole = li.post(f"{HERE}/certificates")
    assert "attachment" in whole.headers["content-disposition"]
    assert ["张师傅" in text(one) for one in pages(whole.content)] == [True, False]


def test_opinions_are_broken_down_from_three_on(li: TestClient, wang: TestClient, branch: Branch, clock: Clock) -> None:
    assert "这个活动不发评价" in li.post(f"{HERE}/inquiry", data={"asked": ""}).text
    assert "题型“好吗”没有" in li.post(f"{HERE}/inquiry", data={"asked": "好吗", "on": "1"}).text
    assert "已保存，活动第二天" in li.post(f"{HERE}/inquiry", data={"asked": "", "on": "1"}).text
    clock.forward(hours=20)
    for client, who in ((li, "李主任"), (wang, "王干事")):
        client.get("/console/enter", params={"token": branch.link(who)})
    with branch.desk.act() as act:
        inquiries.ask(act, _party(act.session))
        for address, words in ((MEMBER, "场地太小"), (OTHER, "主持得好")):
            member = members.meet(act, address)
            opinions.give(act, _party(act.session), member, {"grade": 5, "again": True, "words": words})
    page = li.get(HERE).text
    assert "满 3 人才分开看" in page
    assert "场地太小" not in page
    with branch.desk.act() as act:
        act.session.add(Opinion(event_id=_party(act.session).id, given_on=act.today, answers={"grade": 2}))
    page = li.get(HERE).text
    assert "平均 4.0" in page
    assert "场地太小" in page
    chart = li.get(f"{HERE}/chart?item=grade")
    assert chart.headers["content-type"] == "image/svg+xml"
    assert "场地太小" not in wang.get(HERE).text
    assert "平均 4.0" in wang.get(HERE).text


def test_it_is_put_away_when_one_is_sure(li: TestClient, branch: Branch) -> None:
    assert "请先勾上“确定归档”" in li.post(f"{HERE}/archive").text
    assert "已归档" in li.post(f"{HERE}/archive", data={"sure": "1"}).text
    page = li.get(HERE).text
    assert "张师傅" not in page
    assert 'name="rank-' not in page
    with branch.desk.look() as act:
        assert {row.address for row in act.session.scalars(select(registrations.Registration))} == {None}
    assert "已经归档" in enter(li, branch, "1")
