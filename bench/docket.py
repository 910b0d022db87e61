"""A union with very many cases, for bench.console: put into a store in bulk, sealed as they always are."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import numbers, searching, staff, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case, Remark
from bot.domain.numbers import Counter
from bot.domain.roles import Role
from bot.domain.searching import CaseWord
from bot.store import settings
from bot.store.database import Database
from bot.store.outbox import Outgoing

DISTRICTS: Final = 40
BELOW: Final = 5
"""Units in each district."""

LIVE: Final = 0.06
"""The share that is at work."""

BATCH: Final = 2000
INDEXED: Final = 5000
"""So many of the newest cases can be found by all of their words."""

MEASURED: Final = ("whole union", "one district")
DISTRICT: Final = 2
"""The unit of the second."""

STATES: Final = ("new", "assigned", "in_progress", "in_progress", "waiting", "mediation", "referred")
KINDS: Final = (("injury", "工伤"), ("wage_arrears", "欠薪"), ("dismissal", "辞退"), ("other", "其他诉求"))
FACTS: Final = (
    "从八月起老板就没发过工资，每次问都说货款没收回来。我和两个工友一起干的，一共欠了两万多。",
    "上周三在冲床上压伤右手食指，单位说让我先自己垫医药费，也不说报不报工伤。",
    "昨天人事口头叫我明天不用来了，什么书面的都没有，我怀孕三个月。",
    "二车间的安全出口一直锁着，没有安全帽，晚上加班有几十个人。",
    "食堂饭菜涨价了，一顿要十八块，大家意见很大，想请工会和承包方谈一谈。",
)
EMPLOYERS: Final = ("永盛五金厂", "佳佳服装", "东湖精工", "滨江物流", "恒达电子")
NAMES: Final = ("张建国", "李秀兰", "王小丽", "陈刚", "刘芳", "周强", "吴敏", "郑凯")


@dataclass(frozen=True)
class Things:
    """Who signs in, by name, and what stands in the addresses."""

    officers: list[str]
    named: dict[str, str]


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


def fill(database: Database, count: int) -> Things:
    """Found the union and put its cases in."""
    chance, now = random.Random(2026), utc_now()
    with database.write() as session:
        officers = _found(Act(session, now, OPERATOR, Config()))
    ends = dict[int, str]()
    for start in range(1, count + 1, BATCH):
        rows = [_case(number, count, chance, now) for number in range(start, min(start + BATCH, count + 1))]
        ends |= {row["id"]: row["number"] for row in (rows[0], rows[-1])}
        with database.write() as session:
            _put(session, rows, now)
    with database.write() as session:
        session.add(Counter(series="WQ", year=now.year, last=count))
        _index(session, count)
    _settle(database)
    named = {"unit": str(DISTRICT), "part": f"{count // 2}"[:4], "number": ends[count], "done": ends[1]}
    return Things(officers, named)


def _found(act: Act) -> list[str]:
    top = units.add(act, "全市总工会")
    act.session.flush()
    staff.add(act, MEASURED[0], top)
    names = list(MEASURED)
    for place in range(DISTRICTS):
        district = units.add(act, f"第{place + 1}区总工会", top)
        act.session.flush()
        staff.add(act, MEASURED[1] if place == 0 else f"干事{place}", district, [Role.HANDLER])
        names += [f"干事{place}"] if place else []
        for number in range(BELOW):
            below = units.add(act, f"第{place + 1}区第{number + 1}街道工会", district)
            act.session.flush()
            if place % 2:
                staff.add(act, f"街道{place}-{number}", below, [Role.HANDLER])
                names.append(f"街道{place}-{number}")
    return names


def _case(number: int, count: int, chance: random.Random, now: datetime) -> dict[str, Any]:
    """A row; the newest are at work. The first and the last are the measured district's."""
    opened = now - timedelta(days=2 * 365 * (1 - number / count))
    live = number > 1 and (chance.random() < LIVE or number > count - 20)
    unit = DISTRICT if number in {1, count} else chance.randint(1, 1 + DISTRICTS * (1 + BELOW))
    kind, title = chance.choice(
        (("injury", "工伤"), ("wage_arrears", "欠薪"), ("dismissal", "辞退"), ("other", "其他诉求"))
    )
    state = chance.choice(STATES) if live else "closed"
    due = now + timedelta(hours=chance.uniform(2, 300)) if live else None
    warned = due is not None and due < now + timedelta(hours=9)
    handled = None if state == "new" else chance.randint(1, 1 + DISTRICTS)
    return {
        "id": number, "number": numbers.written("WQ", opened.year, number), "kind": kind, "kind_label": title,
        "state": state, "urgent": live and chance.random() < 0.05, "danger": None, "officer_id": handled,
        "facts": FACTS[number % len(FACTS)], "details": [], "employer": EMPLOYERS[number % len(EMPLOYERS)],
        "since": None, "name": chance.choice(NAMES), "phone": None, "opened_at": opened, "due_at": due,
        "warn_at": None if warned else due, "warned_at": now if warned else None,
        "resolve_by": due, "waiting_since": now if state == "waiting" else None, "in_chairs_hands": False,
        "closed_at": None if live else opened + timedelta(days=chance.uniform(1, 30)), "ask_at": None,
        "outcome": None if live else "和单位谈过，已经付清。",
        "unit_id": unit, "member_id": None, "anonymous": False, "files": [],
    }  # fmt: skip


def _put(session: Session, rows: list[dict[str, Any]], now: datetime) -> None:
    session.execute(insert(Case), rows)
    session.execute(insert(Remark), [remark for row in rows for remark in _remarks(row)])
    session.execute(insert(AuditRow), [act for row in rows for act in _acts(row)])
    session.execute(insert(Outgoing), [_message(row, now) for row in rows])


def _remarks(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"case_id": row["id"], "internal": False, "files": [], "said_at": row["opened_at"]}
    yield {"id": 2 * row["id"] - 1, "officer_id": 1, "body": "您好，您的事我接手了。请把材料发来。", **common}
    yield {"id": 2 * row["id"], "officer_id": None if row["id"] % 3 else 1, "body": "材料发了，请看一下。", **common}


def _acts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for action, actor in (("filed", "member"), ("taken", "staff"), ("replied", "staff"), ("added_to", "member")):
        officer = 1 if actor == "staff" else None
        yield {
            "at": row["opened_at"], "actor": actor, "actor_id": officer, "action": f"case.{action}",
            "subject": "case", "subject_id": row["id"], "facts": {},
        }  # fmt: skip


def _message(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The officer's answer, long since sent."""
    times = {"created_at": row["opened_at"], "due_at": row["opened_at"], "ended_at": now}
    to = {"channel": "web", "address": f"visitor-{row['id'] % 20000}"}
    empty = {"buttons": [], "more": {}, "code": "", "words": ""}
    words = "您好，您的事我接手了。请把材料发来。"
    return {
        "key": f"remark:{2 * row['id'] - 1}", "kind": "case", "text": words, "bulk": False, "state": "sent", "tries": 1,
        **times, **to, **empty,
    }  # fmt: skip


def _index(session: Session, count: int) -> None:
    """Every case can be found by its employer, the newest also by what they say."""
    secret = settings.secret(session, searching.SECRET)
    for start in range(1, count + 1, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, count + 1)):
            texts = [EMPLOYERS[number % len(EMPLOYERS)]] + [FACTS[number % len(FACTS)]] * (number > count - INDEXED)
            rows += [{"token": token, "case_id": number} for token in searching.tokens(secret, *texts)]
        session.execute(insert(CaseWord), rows)


def _settle(database: Database) -> None:
    """What PostgreSQL does by itself within a minute; and the next number of each table."""
    database.settle()
    if database.is_sqlite:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("case", "case_remark"):
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM \"{table}\"))"))  # noqa: S608
        connection.execute(text("VACUUM ANALYZE"))
