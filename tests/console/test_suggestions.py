"""Suggestions in the console: listed, answered with reasons, told to the proposer."""

import pytest
from starlette.testclient import TestClient

from bot.domain.suggestions import State
from tests.conftest import Clock
from tests.console.branch import Branch

REASON = "后勤科已安排，下月起开到晚上九点。"


def test_a_suggestion_is_answered_with_verdict_and_reasons(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion(contact="13812345678")
    assert number in wang.get("/console/suggestions").text
    path = f"/console/suggestions/{number}"
    assert "13812345678" in wang.get(path).text
    page = wang.post(f"{path}/answer", data={"verdict": "adopted", "answer": REASON}).text
    assert "已答复，建议人会在聊天里收到" in page
    assert "答复：采纳" in page
    assert branch.answer_to(number).state == State.ADOPTED.value
    assert REASON in branch.outbox()[0].text
    assert number not in wang.get("/console/suggestions").text
    assert number in wang.get("/console/suggestions?show=answered").text


def test_the_same_answer_twice_is_told_once_and_a_new_one_replaces_it(
    wang: TestClient, branch: Branch, clock: Clock
) -> None:
    path = f"/console/suggestions/{branch.suggestion()}/answer"
    for _ in range(2):
        assert wang.post(path, data={"verdict": "adopted", "answer": REASON}).status_code == 200
    assert len(branch.outbox()) == 1
    clock.forward(minutes=1)
    assert "场地不够" in wang.post(path, data={"verdict": "reserved", "answer": "场地不够，明年再看。"}).text
    assert len(branch.outbox()) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"verdict": "declined", "answer": "  "}, "要写清理由"),
        ({"answer": REASON}, "请先选一项"),
        ({"verdict": "filed", "answer": REASON}, "请先选一项"),
    ],
)
def test_a_refusal_keeps_verdict_and_words(wang: TestClient, branch: Branch, typed: dict[str, str], words: str) -> None:
    page = wang.post(f"/console/suggestions/{branch.suggestion()}/answer", data=typed)
    assert page.status_code == 422
    assert words in page.text
    assert typed["answer"] in page.text
    assert page.text.count(" checked") == (typed.get("verdict") == "declined")
    assert branch.outbox() == []


def test_a_suggestion_of_another_unit_is_not_there(wang: TestClient, branch: Branch) -> None:
    number = branch.suggestion()
    assert wang.get(f"/console/suggestions/{number}").status_code == 200
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    path = f"/console/suggestions/{number}"
    assert wang.get(path).status_code == 404
    assert wang.post(f"{path}/answer", data={"verdict": "adopted", "answer": REASON}).status_code == 404
