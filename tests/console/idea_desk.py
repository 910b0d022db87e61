"""For the console's tests: an officer at the page of one suggestion, and suggestions that went a part of the way."""

import re

from starlette.testclient import TestClient

from bot.domain import staff
from tests.console.branch import Branch

REASON = "后勤科已安排，下月起开到晚上九点。"
TITLE = "食堂延长开放"


class Desk:
    """One officer at the page of one suggestion."""

    def __init__(self, client: TestClient, branch: Branch, number: str) -> None:
        self.client, self.branch, self.number = client, branch, number
        self.page = f"/console/suggestions/{number}"

    def do(self, step: str, *files: bytes, **typed: str) -> str:
        """What stands on the page after a step."""
        parts = [("files", (f"{place}.jpg", content, "image/jpeg")) for place, content in enumerate(files)]
        answer = self.client.post(f"{self.page}/{step}", data={"step": step, **typed}, files=parts or None)
        assert answer.status_code in {200, 422}, answer.status_code
        return answer.text

    def offered(self) -> set[str]:
        """The steps that the page has a form for."""
        return set(re.findall(rf'action="{self.page}/([\w-]+)"', self.client.get(self.page).text))

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.branch.answer_to(self.number).state

    @property
    def told(self) -> list[str]:
        """What its proposer was told."""
        return [row.text for row in self.branch.outbox()]


def officer(branch: Branch, name: str) -> str:
    with branch.desk.look() as act:
        found = staff.named(act.session, name)
        assert found
        return str(found.id)


def adopted(desk: Desk) -> Desk:
    desk.do("answer", verdict="adopted", answer=REASON)
    return desk


def carried_out(desk: Desk) -> Desk:
    adopted(desk).do("assign", department="后勤科", person="周工", due_on="2026-12-20")
    desk.do("carry-out", body="开到九点了。")
    return desk


def verified(desk: Desk, benefit: str = "") -> Desk:
    carried_out(desk)
    page = desk.do(
        "verify", benefit=benefit, since="2026-11-23", until="2027-11-23", verified_by="财务科", story="夜班有热饭了。"
    )
    assert "效果登记好了" in page
    return desk
