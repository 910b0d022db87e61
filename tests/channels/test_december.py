"""December's announcement on all three channels: drafted on 25 November, approved, out on 1 December at nine.

What each phone then shows is kept in december.txt, to be read by eye; `REWRITE=1` writes it anew.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain import reckonings
from bot.domain.noticebook import Fate, Notice, State
from knowledge import KnowledgeBase
from scheduler.notices import send_notices
from tests.channels.official import until
from tests.channels.three import PATIENCE, Phone, TelegramPhone, Three, three
from tests.conftest import Clock

KEY, HEAD = "announcement:2026-12", "12月活动预告"
DRAFTED = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
OUT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
SCREENS = Path(__file__).with_name("december.txt")

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def union(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Three]:
    with three(sample_url, clock, knowledge) as one:
        yield one


def test_december_is_announced_once_on_every_channel(union: Three) -> None:
    phones: dict[str, list[Phone]] = {
        "微信": [union.on_wechat(), union.on_wechat()],
        "Telegram": [union.on_telegram("大刘")],
        "网页": [union.on_the_web()],
    }
    everybody = [phone for some in phones.values() for phone in some]
    for phone in phones["微信"]:
        phone.says("菜单")
    assert tick(union, DRAFTED - timedelta(minutes=1)) is None
    assert [one.status for one in filter(None, [tick(union, DRAFTED)])] == [State.WAITING]
    approve(union, len(everybody))
    assert tick(union, OUT - timedelta(seconds=1)) is not None
    assert not any(announced(phone) for phone in everybody)
    tick(union, OUT)
    until(lambda: all(announced(phone) for phone in everybody) and fates(union) == {Fate.SENT: 4}, PATIENCE)
    tick(union, OUT + timedelta(hours=3))
    assert [len(announced(phone)) for phone in everybody] == [1] * len(everybody)
    shown = "\n".join(f"== {name}\n{screen(some[0])}\n" for name, some in phones.items())
    if os.environ.get("REWRITE"):
        SCREENS.write_text(shown, "utf-8")
    assert shown == SCREENS.read_text("utf-8")


def tick(union: Three, at: datetime) -> Notice | None:
    """It is that time, and the clock has done what is due; the announcement as it is then."""
    union.clock.now = at
    send_notices(union.app.act)
    with union.app.database.read() as session:
        return session.scalars(select(Notice).where(Notice.key == KEY)).first()


def approve(union: Three, count: int) -> None:
    """An officer finds it on the desk, reads it, and lets it go."""
    union.signs_in("李主任")
    with union.app.database.read() as session:
        here = f"/console/notices/{session.scalars(select(Notice.id).where(Notice.key == KEY)).one()}"
    assert here in union.page("/console/notices")
    page = union.page(here)
    assert f"{count} 人会收到" in page
    assert "与抗癌明星联欢会" in page
    union.does(f"{here}/approve", sure="on")


def announced(phone: Phone) -> list[str]:
    """The announcements on a screen."""
    return [text for text in phone.told if HEAD in text]


def fates(union: Three) -> dict[Fate, int]:
    """What became of the copies, where anything did."""
    send_notices(union.app.act)
    with union.app.database.read() as session:
        notice = session.scalars(select(Notice).where(Notice.key == KEY)).one()
        return {fate: count for fate, count in reckonings.counts(session, notice).items() if count}


def screen(phone: Phone) -> str:
    """The announcement as the phone shows it, with what can be tapped below."""
    text = announced(phone)[0]
    if not isinstance(phone, TelegramPhone):
        return text
    message = next(one for one in phone.person.received if one.text == text)
    return text + "".join(f"\n[{button}]" for button in message.buttons)
