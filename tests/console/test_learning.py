"""The knowledge pages: lessons by weight, drafts, two officers, history, and what is refused in words."""

import re

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import questions, staff, units
from bot.domain.acts import OPERATOR
from tests.conftest import UNION
from tests.console.branch import Branch

MISS = "年会抽奖抽到的手机要不要交税"


@pytest.fixture
def first(desk: Desk) -> str:
    """The address of some shipped entry."""
    return f"/console/entries/{desk.library.shipped[0].id}"


def asked(desk: Desk, *texts: str, band: str = "none") -> None:
    with desk.act() as act:
        for text in texts:
            questions.record(act, text, band, None)


def as_zhou(desk: Desk, browser: TestClient, branch: Branch) -> TestClient:
    """The same browser, signed in as a second officer of the top unit."""
    with desk.act(OPERATOR) as act:
        top = units.named(act.session, UNION)
        assert top
        if not staff.named(act.session, "周部长"):
            staff.add(act, "周部长", top)
    assert browser.get("/console/enter", params={"token": branch.link("周部长")}).status_code == 200
    return browser


def as_li(browser: TestClient, branch: Branch) -> TestClient:
    assert browser.get("/console/enter", params={"token": branch.link("李主任")}).status_code == 200
    return browser


def fields(page: str) -> dict[str, str]:
    """What a draft's form holds: enough to send it again."""
    areas = dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    lines = dict(re.findall(r'<input class="line"[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    step = re.search(r'name="next" value="([^"]+)" checked', page)
    return {**areas, **lines, "next": step[1] if step else ""}


def attached(li: TestClient, desk: Desk) -> str:
    """The address of a draft with one more ask."""
    answer = li.post("/console/questions/attach", data={"entry": desk.library.shipped[0].id, "asks": MISS})
    assert "问法已加进这份草稿" in answer.text
    return answer.url.path


def approve(browser: TestClient, path: str) -> str:
    seen = re.search(r'name="seen" value="(\w+)"', browser.get(path).text)
    assert seen
    return browser.post(f"{path}/approve", data={"seen": seen[1]}).text


def test_lessons_stand_by_weight_with_alike_ones_together(desk: Desk, li: TestClient) -> None:
    asked(desk, "孩子上小学怎么报名学区", MISS, f"请问{MISS}？", f"{MISS}啊", "<b>食堂</b>几点开")
    page = li.get("/console/questions").text
    assert page.index(MISS) < page.index("孩子上小学")
    assert "意思相近的还有 2 句" in page
    assert "最接近：" in page
    assert "<b>食堂" not in page


def test_what_is_put_aside_is_gone_until_it_is_asked_again(desk: Desk, li: TestClient) -> None:
    asked(desk, MISS, f"请问{MISS}")
    page = li.post("/console/questions/aside", data={"texts": f"{MISS}\x1f请问{MISS}"}).text
    assert "已放到一边" in page
    assert MISS not in page
    asked(desk, MISS)
    assert MISS in li.get("/console/questions").text


def test_one_writes_another_approves(desk: Desk, li: TestClient, branch: Branch) -> None:
    asked(desk, MISS)
    path = attached(li, desk)
    draft = li.get(path).text
    assert MISS in draft.partition("改了什么")[2]
    assert "已提交" in li.post(f"{path}/submit", data=fields(draft)).text
    assert "自己写的不能自己批准" in li.get(path).text
    refused = li.post(f"{path}/approve", data={"seen": "x"})
    assert refused.status_code == 422
    assert "自己写的不能自己批准" in refused.text
    zhou = as_zhou(desk, li, branch)
    assert 'class="badge"' in zhou.get("/console").text
    assert "又改过" in zhou.post(f"{path}/approve", data={"seen": "x"}).text
    assert "不用重启" in approve(zhou, path)
    assert desk.library.look()
    assert desk.library.base.ask(MISS).hits[0].entry.id == desk.library.shipped[0].id
    assert MISS not in zhou.get("/console/questions").text, "learned"
    for who in ("李主任</b> 提交", "周部长</b> 批准，上线"):
        assert who in zhou.get(path).text


def test_a_branch_may_propose_and_not_approve(desk: Desk, li: TestClient, wang: TestClient, branch: Branch) -> None:
    path = attached(wang, desk)
    assert li.get(path).status_code == 404, "a draft is its author's alone"
    assert "已提交" in wang.post(f"{path}/submit", data=fields(wang.get(path).text)).text
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert "批准上线" not in wang.get(path).text
    page = wang.post(f"{path}/approve", data={"seen": "x"})
    assert page.status_code == 422
    assert f"{UNION}本级" in page.text
    assert "请写一句为什么" in li.post(f"{path}/decline", data={"reason": " "}).text
    assert "已退回" in li.post(f"{path}/decline", data={"reason": "和另一条重复"}).text
    assert "和另一条重复" in wang.get(path).text


def test_a_refusal_keeps_what_was_typed(desk: Desk, li: TestClient) -> None:
    path = attached(li, desk)
    typed = {**fields(li.get(path).text), "title": "", "answer": "写了很久的回答"}
    page = li.post(f"{path}/submit", data=typed)
    assert page.status_code == 422
    assert "标题还没有写" in page.text
    assert "写了很久的回答" in page.text
    assert "没有“不存在的标题”这一条" in li.post(f"{path}/save", data={**typed, "related": "不存在的标题"}).text


def test_history_and_the_way_back(desk: Desk, li: TestClient, branch: Branch, first: str) -> None:
    assert li.post(f"{first}/roll-back").status_code == 422
    path = attached(li, desk)
    li.post(f"{path}/submit", data=fields(li.get(path).text))
    approve(as_zhou(desk, li, branch), path)
    assert "正在上线" in li.get(first).text
    desk.library.look()
    assert "正在上线" not in li.get(first).text
    page = li.post(f"{first}/roll-back")
    assert "已提交" in page.text
    back = page.url.path
    assert "自己写的不能" in li.post(f"{back}/approve", data={"seen": "x"}).text
    assert "不用重启" in approve(as_li(li, branch), back)
    assert desk.library.look()
    assert desk.library.base.entries == desk.library.shipped
    history = li.get(first).text
    assert "恢复到最初的内容" in history
    assert "恢复到这一稿" in history


def test_an_entry_of_our_own(desk: Desk, li: TestClient, branch: Branch) -> None:
    page = li.post("/console/questions/attach", data={"entry": "new", "asks": MISS})
    path = page.url.path
    typed = {**fields(page.text), "title": "<i>年会奖品</i>要交税吗", "answer": "问单位财务。", "next": "union"}
    assert "已提交" in li.post(f"{path}/submit", data=typed).text
    approve(as_zhou(desk, li, branch), path)
    desk.library.look()
    listed = li.get("/console/entries", params={"q": "年会奖品"}).text
    assert "&lt;i&gt;年会奖品" in listed
    assert "撤下这一条" in li.get(f"/console/entries/{desk.library.base.ask(MISS).hits[0].entry.id}").text


def test_an_answer_becomes_a_draft_without_names(wang: TestClient, branch: Branch) -> None:
    number = branch.case(name="张大山", phone="13812345678", employer="清河电子厂")
    assert "写成知识条目草稿" not in wang.get(f"/console/cases/{number}").text
    assert wang.post(f"/console/cases/{number}/draft").status_code == 422
    wang.post(f"/console/cases/{number}/close", data={"outcome": "张师傅您好，清河电子厂已补发工资，电话13812345678。"})
    assert "写成知识条目草稿" in wang.get(f"/console/cases/{number}").text
    draft = wang.post(f"/console/cases/{number}/draft").text
    assert "〔单位〕已补发工资" in draft
    for secret in ("张师傅", "张大山", "13812345678", "清河电子厂"):
        assert secret not in draft


def test_what_did_not_go_live_is_told(desk: Desk, li: TestClient) -> None:
    desk.library.trouble = ("wages.md: related: “x” is no entry",)
    for path in ("questions", "entries", "revisions"):
        assert "有 1 处批准过的修改没能生效" in li.get(f"/console/{path}").text


@pytest.mark.parametrize("path", ["entries/nowhere", "revisions/0", "revisions/999", "revisions/x", "revisions/²"])
def test_what_is_not_there(li: TestClient, path: str) -> None:
    assert li.get(f"/console/{path}").status_code == 404
