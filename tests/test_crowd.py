"""Fifty officers work one queue over HTTP: no case taken twice, no reply lost, no talk mixed up, no word let out.

GONGYOU_CROWD is how many cases there are, 60 if nothing is said.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.config import Config
from bot.domain import cases, members, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case, Remark, State
from bot.domain.cases import Story
from bot.domain.roles import Role
from bot.messages import Address
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.conftest import Clock

CASES = int(os.environ.get("GONGYOU_CROWD", "60"))
OFFICERS, MEMBERS = 50, 40
STORY = "工资的事没人管"
Filed = dict[str, tuple[str, str]]
"""The number of a case: the address that filed it, and a word of its own."""
NUMBER = re.compile(r"/console/cases/(WQ-\d{4}-\d{4,}-\d)")
PATIENCE = 200
"""Seconds until an answer, on the slowest machine."""

TURNS = 2 * CASES // OFFICERS
"""So often each of the crowd takes what they see free; what is left then one of them does alone."""


def fill(account: Account) -> Filed:
    """Cases of many members, each with a word of its own: number -> (address, word)."""
    with account.app.act(OPERATOR) as act:
        top = units.top(act)
        for number in range(OFFICERS):
            staff.add(act, f"经办{number}", top, [Role.HANDLER])
        staff.add(act, "外单位", units.add(act, "另一个工会", top), [Role.HANDLER])
        filed = {}
        for number in range(CASES):
            address = Address("web", f"crowd-{number % MEMBERS}")
            member, word = members.meet(act, address), f"暗号{number:05}"
            case = cases.file(act, member, address, "other", Story(f"{STORY}，{word}", employer=f"{word}厂"))
            filed[case.number] = (address.id, word)
        return filed


def work(
    account: Account, name: str, link: str, filed: dict[str, tuple[str, str]], turns: int = TURNS
) -> dict[str, str]:
    """One officer: take what is free, answer, resolve; the cases that were theirs, with what they wrote."""
    rng, mine = random.Random(name), dict[str, str]()
    with visitor(account, link) as client:
        for _ in range(turns):
            free = [
                number for number in dict.fromkeys(NUMBER.findall(client.get("/console/cases").text)) if number in filed
            ]
            if not free:
                break
            number = rng.choice(free)
            if not taken(client, number):
                continue
            mine[number] = f"答复 {name} {number}"
            assert post(client, number, "reply", body=mine[number]).status_code == httpx.codes.SEE_OTHER
            assert post(client, number, "close", outcome=f"办好 {name} {number}").status_code == httpx.codes.SEE_OTHER
    return mine


class Insistent(httpx.Client):
    """Tries again where the store is busy (503: nothing was done), as the page asks an officer to."""

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:
        """The first answer that is another one."""
        answer = super().send(request, **how)
        while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            answer = super().send(request, **how)
        return answer


@contextmanager
def visitor(account: Account, link: str) -> Iterator[httpx.Client]:
    """An officer's browser, signed in."""
    with Insistent(base_url=account.url, headers={"Origin": account.url}, timeout=PATIENCE) as client:
        assert client.get(link).is_redirect
        yield client


def post(client: httpx.Client, number: str, what: str, **typed: str) -> httpx.Response:
    return client.post(f"/console/cases/{number}/{what}", data=typed)


def taken(client: httpx.Client, number: str) -> bool:
    """Whether a case is this officer's now; a page that refuses says that somebody has it, or that it is done."""
    answer = post(client, number, "take")
    return answer.status_code == httpx.codes.SEE_OTHER


def test_fifty_officers_work_one_queue(config: Config, clock: Clock, knowledge: KnowledgeBase, tmp_path: Path) -> None:
    with serving(tmp_path, clock, knowledge, url=config.store.url) as account:
        filed = fill(account)
        names = [f"经办{number}" for number in range(OFFICERS)]
        links = [account.link(name) for name in names]
        with ThreadPoolExecutor(OFFICERS) as threads:
            done = list(threads.map(lambda name, link: work(account, name, link, filed), names, links))
        done.append(work(account, names[0], account.link(names[0]), filed, CASES))
        assert Counter(number for mine in done for number in mine) == Counter(filed.keys())
        written = {number: words for mine in done for number, words in mine.items()}
        check_the_books(account, filed, written)
        check_that_nothing_is_let_out(account, filed)


def check_the_books(account: Account, filed: Filed, written: dict[str, str]) -> None:
    """Each case taken once, answered once with its officer's words, and each answer goes to its own member."""
    with account.app.database.read() as session:
        found = {case.id: case for case in session.scalars(select(Case)) if case.number in filed}
        assert {case.state for case in found.values()} == {State.RESOLVED.value}
        rows = session.scalars(select(AuditRow.subject_id).where(AuditRow.action == "case.taken"))
        assert Counter(row for row in rows if row in found) == Counter(found.keys())
        remarks = [one for one in session.scalars(select(Remark)) if one.case_id in found]
        assert {found[one.case_id].number: one.body for one in remarks} == written
        assert len(remarks) == len(written)
        for sent in session.scalars(select(Outgoing).where(Outgoing.channel == "web")):
            for number in set(re.findall(r"WQ-\d{4}-\d{4,}-\d", sent.text)) & filed.keys():
                assert sent.address == filed[number][0]


def check_that_nothing_is_let_out(account: Account, filed: Filed) -> None:
    """Another union's officer sees no member's word, wherever they look; nor does another member."""
    number, (owner, word) = next(iter(filed.items()))
    with visitor(account, account.link("外单位")) as client:
        pages = ["/console", "/console/cases", f"/console/cases/{number}", f"/console/search?q={number}"]
        pages += [f"/console/cases?q={word}", "/console/deliveries", "/console/calendar", "/console/members"]
        assert not [page for page in pages if STORY in client.get(page).text]
    with account.app.act(OPERATOR) as act:
        stranger = next(address for address, _ in filed.values() if address != owner)
        assert number not in {case.number for case in cases.of_address(act.session, Address("web", stranger))}
