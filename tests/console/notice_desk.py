"""Notices for the console's tests: one that went out to members of two units, with a row of every fate."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import members, units
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, NoticeLink, Recipient, State, Why
from bot.domain.noticekinds import Kind
from bot.domain.units import Unit
from bot.messages import Address
from tests.console.branch import HOSPITAL, PARK

HERE = "/console/notices"
WRITTEN: Mapping[str, str] = {
    "kind": "notice", "title": "{月份}体检", "text": "请带身份证。", "unit": PARK, "below": "on", "when": "now",
}  # fmt: skip
"""A form that is filled in."""

TITLE, TEXT = "体检安排", "12 月 20 日起分批体检，请带身份证。"
ENDS: Sequence[tuple[Fate, str]] = (
    (Fate.SENT, ""), (Fate.SENT, ""), (Fate.SENT, ""), (Fate.FAILED, "45015"), (Fate.UNKNOWN, ""),
    (Fate.PARKED, ""), (Fate.SKIPPED, Why.OPTED_OUT.value), (Fate.RECALLED, ""),
)  # fmt: skip
"""What became of the copies of each unit."""


def unit(act: Act, name: str) -> Unit:
    """A unit of the small union."""
    return act.session.scalars(select(Unit).where(Unit.name == name)).one()


def notice(act: Act, home: str = PARK, **fields: Any) -> Notice:
    """A notice of a unit's, ready made."""
    number = len(act.session.scalars(select(Notice.id)).all())
    given: dict[str, Any] = {
        "key": f"notice:{number}", "kind": Kind.NOTICE.value, "state": State.DRAFT.value, "title": TITLE, "text": TEXT,
        "unit_id": unit(act, home).id, "made_at": act.now, "changed_at": act.now,
    }  # fmt: skip
    one = Notice(**given | fields)
    act.session.add(one)
    act.session.flush()
    return one


def gone(act: Act, ends: Sequence[tuple[Fate, str]] = ENDS, **fields: Any) -> Notice:
    """A notice of the whole union's that went out, with rows of the park and of the hospital."""
    top = units.root(act.session)
    assert top
    times = {"started_at": act.now - timedelta(minutes=5), "ended_at": act.now, "due_at": act.now}
    state = {"state": State.DONE.value, "size": 2 * len(ends)}
    one = notice(act, top.name, **times | state | fields)
    for name in (PARK, HOSPITAL):
        for number, (fate, code) in enumerate(ends):
            row(act, one, name, f"{name}-{number}", fate, code)
    return one


def row(act: Act, one: Notice, home: str, who: str, fate: Fate, code: str = "") -> Recipient:
    """One member's row of its ledger."""
    channel = "telegram" if fate is Fate.SENT else "wechat"
    member = members.meet(act, Address(channel, f"{one.id}-{who}"))
    member.unit_id = unit(act, home).id
    claim = "here" if fate is Fate.SENDING else ""
    made = Recipient(notice_id=one.id, member_id=member.id, unit_id=member.unit_id, channel=channel,
                     address=f"{one.id}-{who}", state=fate.value, code=code, claim=claim, way="direct",
                     ended_at=act.now if fate not in {Fate.QUEUED, Fate.SENDING} else None)  # fmt: skip
    act.session.add(made)
    act.session.flush()
    return made


def opened(act: Act, one: Notice, times: int) -> None:
    """Its link was opened so often."""
    act.session.add(NoticeLink(code=f"code{one.id}", notice_id=one.id, url="https://example.org", opens=times))
    act.session.flush()


def begun(client: TestClient, unit: str = PARK, **fields: str) -> str:
    """The address of a new draft."""
    answer = client.post(f"{HERE}/new", data={"unit": unit, **fields}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("/edit")[0]


def save(client: TestClient, path: str, step: str = "save", **fields: str) -> str:
    """What a page says after the form was sent."""
    return client.post(f"{path}/edit/{step}", data={**WRITTEN, **fields}).text


def kept(desk: Desk, path: str) -> Notice:
    """The notice at an address as it is kept now."""
    with desk.look() as act:
        return act.session.get_one(Notice, int(path.rpartition("/")[2]))
