"""Mass messages (群发): by openid list or to all, with their quotas, and the report when the job is done."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from tests.emulators.wechat.calendar import day, month
from tests.emulators.wechat.calls import SERVICE, VERIFIED, Call, Endpoint, Json, ok, text
from tests.emulators.wechat.codes import Refused
from tests.emulators.wechat.customer import content_of, medium_of
from tests.emulators.wechat.follower import Follower, Received
from tests.emulators.wechat.letters import letter

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

REPORT = "MASSSENDJOBFINISH"
FEWEST, MOST = 2, 10_000
A_MONTH, CALLS_A_DAY, CALLS_A_MINUTE = 4, 100, 60
REMEMBERED = 24 * 3600
"""Seconds for which a clientmsgid is not taken twice."""
LONGEST_KEY = 64


@dataclass
class Job:
    """One mass message; `status` as mass/get tells it."""

    id: int
    key: str
    at: float
    openids: Sequence[str]
    shown: str
    body: Json
    to_all: bool
    status: str = "SENDING"


@dataclass
class Book:
    """All mass messages of an account."""

    jobs: dict[int, Job] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(3_147_494_276))

    def charge(self, account: "Account", now: float, *, to_all: bool) -> None:
        """Raises Refused 45011 or 45028 where one call more would be too many."""
        jobs = self.jobs.values()
        today = [job for job in jobs if day(job.at) == day(now)]
        if sum(now - job.at < 60 for job in jobs) >= CALLS_A_MINUTE:
            raise Refused(45011)
        service = account.kind == "service-verified"
        if len(today) >= (CALLS_A_DAY if service else 1):
            raise Refused(45028)
        everyone = [job for job in jobs if job.to_all and month(job.at) == month(now)]
        if to_all and service and (len(everyone) >= A_MONTH or any(job.to_all for job in today)):
            raise Refused(45028)


def _send(account: "Account", call: Call) -> Json:
    body = call.shown()
    openids = body.get("touser")
    if not isinstance(openids, list) or len(openids) < FEWEST:
        raise Refused(40130)
    if len(openids) > MOST:
        raise Refused(40032)
    for openid in openids:
        account.known(openid)
    return _submitted(account, body, openids, to_all=False)


def _send_all(account: "Account", call: Call) -> Json:
    body = call.shown()
    chosen = body.get("filter")
    if not isinstance(chosen, dict):
        raise Refused(47001)
    to_all = chosen.get("is_to_all") is True
    followers = [one for one in account.followers.values() if one.following]
    openids = [one.openid for one in followers if to_all or chosen.get("tag_id") in one.tags]
    return _submitted(account, body, openids, to_all=to_all)


def _submitted(account: "Account", body: Json, openids: Sequence[str], *, to_all: bool) -> Json:
    now = account.clock()
    shown, key = _content(account, body), _key(body)
    for job in account.mass.jobs.values():
        if job.key == key and now - job.at < REMEMBERED:
            raise Refused(45065, msg_id=job.id)
    account.mass.charge(account, now, to_all=to_all)
    job = Job(next(account.mass.numbers), key, now, openids, shown, body, to_all)
    account.mass.jobs[job.id] = job
    outcome = str(account.faults.take(REPORT) or "send success")
    account.reports.later(partial(_run, account, job, outcome))
    return {"errcode": 0, "errmsg": "send job submission success", "msg_id": job.id}


def _key(body: Json) -> str:
    """The clientmsgid; without one, a digest of the recipients and the content, as WeChat makes it."""
    key = body.get("clientmsgid")
    if not key:
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    if not isinstance(key, str) or len(key) > LONGEST_KEY:
        raise Refused(45067)
    return key


def _content(account: "Account", body: Json) -> str:
    msgtype = text(body, "msgtype")
    if msgtype not in CONTENTS:
        raise Refused(40008)
    return CONTENTS[msgtype](account, body)


def _article(account: "Account", body: Json) -> str:  # noqa: ARG001 - one signature for all readers
    if not text(body, "mpnews", "media_id"):
        raise Refused(40007)
    return f"[mpnews {body['mpnews']['media_id']}]"


CONTENTS: dict[str, Callable[["Account", Json], str]] = {
    "text": content_of,
    "image": medium_of("image"),
    "voice": medium_of("voice"),
    "mpnews": _article,
}


def _run(account: "Account", job: Job, status: str) -> None:
    """Hands the message out and reports: FilterCount is who was left after refusals and quotas were taken off."""
    with account.lock:
        sent = status in ("send success", "lost")
        left = [account.followers[one] for one in job.openids if _may_get(account, account.followers[one])]
        for follower in left if sent else ():
            received = Received("mass", job.shown, account.clock(), job.id, text(job.body, "msgtype"), job.body)
            account.hand(follower, received)
        if job.status == "SENDING":
            job.status = "SEND_SUCCESS" if sent else "SEND_FAIL"
    if status != "lost":
        counts = (len(job.openids), len(left), len(left), 0) if sent else (0, 0, 0, 0)
        account.deliver(_report(account, job, status, counts), shown=False)


def _may_get(account: "Account", follower: Follower) -> bool:
    this_month = month(account.clock())
    got = sum(one.kind == "mass" and month(one.at) == this_month for one in follower.received)
    return follower.following and not follower.blocked and (account.kind != "service-verified" or got < A_MONTH)


def _report(account: "Account", job: Job, status: str, counts: tuple[int, int, int, int]) -> str:
    names = ("TotalCount", "FilterCount", "SentCount", "ErrorCount")
    fields = {
        "Event": REPORT,
        "MsgID": job.id,
        "Status": status,
        **dict(zip(names, counts, strict=True)),
        "CopyrightCheckResult": {"Count": 0, "ResultList": {}, "CheckState": 1},
        "ArticleUrlResult": {"Count": 0, "ResultList": {}},
    }
    return letter(account.original_id, account.operator, int(account.clock()), "event", fields)


def _preview(account: "Account", call: Call) -> Json:
    body = call.shown()
    follower = account.known(text(body, "touser"))
    shown = _content(account, body)
    number = next(account.mass.numbers)
    account.hand(follower, Received("preview", shown, account.clock(), number, text(body, "msgtype"), body))
    return {"errcode": 0, "errmsg": "preview success", "msg_id": number}


def _job(account: "Account", call: Call) -> Job:
    number = str(call.json().get("msg_id", ""))
    job = account.mass.jobs.get(int(number)) if number.isdecimal() else None
    if job is None:
        raise Refused(40059)
    return job


def _get(account: "Account", call: Call) -> Json:
    job = _job(account, call)
    return {"msg_id": job.id, "msg_status": job.status}


def _delete(account: "Account", call: Call) -> Json:
    _job(account, call).status = "DELETE"
    return ok()


ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/message/mass/send", _send, SERVICE),
    Endpoint("POST", "/cgi-bin/message/mass/sendall", _send_all, VERIFIED),
    Endpoint("POST", "/cgi-bin/message/mass/preview", _preview, VERIFIED),
    Endpoint("POST", "/cgi-bin/message/mass/get", _get, VERIFIED),
    Endpoint("POST", "/cgi-bin/message/mass/delete", _delete, VERIFIED),
)
