"""Words are found in cases that lie sealed: exactly those that are there, and only in the units that one may see."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from bot.config import Config, Protection
from bot.domain import searching, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.casebook import Case
from bot.domain.searching import BITS, CaseWord
from bot.errors import Refusal
from bot.store import rotation
from bot.store.database import Database
from bot.store.sealing import fresh_key
from tests.conftest import START
from tests.domain.union import case
from tests.store.raw import unseal

STORIES = (
    "公司拖欠三个月工资，一直说没钱。",
    "加班費不給，老闆說沒有",
    "工资条上写的 ＯＫ 公司，加班费算少了",
    "夜班没有热饭；电话 13912345678",
)


def filed(act: Act, *stories: str) -> list[Case]:
    found = [case(act, facts=story) for story in stories]
    act.session.flush()
    for one in found:
        searching.index(act.session, one.id, one.facts)
    return found


def search(act: Act, query: str, *, limit: int = 50, unit_ids: Sequence[int] | None = None) -> list[str]:
    """The stories that are found."""
    within = list(act.session.scalars(select(units.Unit.id))) if unit_ids is None else unit_ids
    found = searching.find(act.session, query, within, limit, lambda some: opened(act, some))
    return [act.session.get_one(Case, number).facts for number in found]


def opened(act: Act, numbers: Sequence[int]) -> Mapping[int, Iterable[str | None]]:
    cases = act.session.scalars(select(Case).where(Case.id.in_(numbers)))
    return {one.id: (one.facts, one.employer) for one in cases}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("工资", [2, 0]),
        ("加班费", [2, 1]),
        ("老板", [1]),
        ("ok公司", []),
        ("ok", [2]),
        ("１３９１２３４５６７８", [3]),
        ("工资 加班费", [2]),
        ("工资，没 钱", [0]),
        ("工资 房", []),
        ("没钱工资", []),
        ("奖金", []),
    ],
)
def test_words_are_found_however_they_are_written_the_newest_first(act: Act, query: str, found: list[int]) -> None:
    filed(act, *STORIES)
    assert search(act, query) == [STORIES[number] for number in found]


@pytest.mark.parametrize("query", ["", "钱", "钱 房", "，。", "a"])
def test_one_character_alone_is_too_common(act: Act, query: str) -> None:
    with pytest.raises(Refusal, match="两个连着的字"):
        search(act, query)


def test_nothing_is_found_where_nothing_was_made_findable(act: Act) -> None:
    one = case(act, facts=STORIES[0])
    searching.forget(act.session, one.id)
    assert search(act, "工资") == []
    assert searching.missing(act.session) == [one.id]
    searching.index(act.session, one.id, one.facts, None, "")
    assert searching.missing(act.session) == []
    assert search(act, "工资") == [STORIES[0]]


def test_what_one_may_not_see_is_not_found(act: Act) -> None:
    here, there = filed(act, *STORIES[:1] * 2)
    there.unit_id = units.add(act, "分会", units.top(act)).id
    act.session.flush()
    within = [here.unit_id, there.unit_id]
    assert len(search(act, "工资", unit_ids=within)) == 2
    for one in (here, there):
        assert searching.find(act.session, "工资", [one.unit_id], 9, lambda some: opened(act, some)) == [one.id]
    assert search(act, "工资", unit_ids=[]) == []


def test_a_limit_is_kept_and_what_was_only_alike_does_not_count(act: Act) -> None:
    """工资工 has every pair of 资工资, but not the word."""
    filed(act, "资工资一", *["工资工"] * (searching.OPENED + 5), "资工资二")
    assert search(act, "资工资") == ["资工资二", "资工资一"]
    assert search(act, "资工资", limit=1) == ["资工资二"]


@settings(max_examples=15, derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(st.text("工资钱 ，aＡ", min_size=8, max_size=14), min_size=1, max_size=6),
    query=st.text("工资钱a", min_size=2, max_size=4),
)
def test_exactly_what_has_the_word_is_found(act: Act, stories: list[str], query: str) -> None:
    with act.session.begin_nested() as attempt:
        filed(act, *stories)
        folded = [story.replace("Ａ", "a") for story in stories]
        assert search(act, query) == [
            one for one, plain in list(zip(stories, folded, strict=True))[::-1] if query in plain
        ]
        attempt.rollback()


def test_made_findable_twice_is_once_and_forgotten_is_gone(act: Act) -> None:
    one, other = filed(act, STORIES[0], STORIES[0])
    before = tokens(act)
    searching.index(act.session, one.id, one.facts)
    assert tokens(act) == before
    assert all(0 <= token < 2**BITS for token, _case in before)
    with pytest.raises(IntegrityError), act.session.begin_nested():
        act.session.execute(delete(Case).where(Case.id == one.id))
    searching.forget(act.session, one.id)
    assert {number for _token, number in tokens(act)} == {other.id}


def tokens(act: Act) -> set[tuple[int, int]]:
    return {(row.token, row.case_id) for row in act.session.scalars(select(CaseWord))}


def test_words_are_still_found_after_the_keys_were_changed(tmp_path: Path, migrated: Path) -> None:
    old, new = fresh_key(), fresh_key()
    url = unseal(f"sqlite:///{shutil.copy(migrated, tmp_path / 'a.db')}")
    for keys in ((old,), (new, old), (new,)):
        database = Database(url, protection=Protection(keys=keys))
        database.migrate()
        with database.write() as session:
            act = Act(session, START, OPERATOR, Config())
            if keys == (old,):
                filed(act, *STORIES)
            assert len(search(act, "加班费")) == 2
        list(rotation.rotate(database))
        database.close()
