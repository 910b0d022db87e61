"""The live base: revisions laid over the shipped entries, a broken one left out, renewed while it is asked."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import pytest

from knowledge import Band, Entry, KnowledgeBase, Library, joined, overlaid, parse, written
from tests.knowledge.conftest import INJURY, MATERNITY, NOTICE, OWED

SHIPPED = (INJURY, MATERNITY, NOTICE, OWED)
QUESTION = "老赖老板跑得没影了咋整"
LEARNED = written(replace(OWED, asks=(*OWED.asks, QUESTION), answer="新的回答。"))
BROKEN = written(replace(OWED, related=("nowhere",)))
NEW = replace(NOTICE, id="own-1", title="食堂几点开", asks=("食堂开到几点",), answer="六点到九点。")


@dataclass
class Kept:
    """Where revisions are kept."""

    number: int = 0
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    gone: bool = False

    def version(self) -> int:
        if self.gone:
            raise ConnectionError
        return self.number

    def read(self) -> tuple[int, Mapping[str, Sequence[str]]]:
        return self.version(), self.texts

    def put(self, id: str, text: str) -> None:  # noqa: A002
        self.number, self.texts[id] = self.number + 1, (text, *self.texts.get(id, ()))

    def library(self, base: KnowledgeBase | None = None) -> Library:
        return Library(SHIPPED, self.version, self.read, base)


@pytest.mark.parametrize("entry", SHIPPED)
def test_what_is_written_is_read_again(entry: Entry) -> None:
    odd = replace(entry, answer='两行\n"引号" \\ +++', asks=(*entry.asks, 'a"b\\c\t'), sources=("最低工资：各省",))
    assert parse(f"{entry.id}.md", written(odd)) == odd
    assert parse(f"{entry.id}.md", written(entry)) == entry


def test_every_shipped_entry_is_written_as_it_is_read(shipped: KnowledgeBase) -> None:
    for entry in shipped.entries:
        assert parse(f"{entry.id}.md", written(entry)) == entry
    known = {one.name for one in fields(Entry)} - {"answer"}
    assert all(f"{name} = " in joined({name: "x"}, "") for name in known)


def test_what_is_approved_is_answered_after_a_look(base: KnowledgeBase) -> None:
    kept = Kept()
    library = kept.library(base)
    assert library.base is base, "nothing is learned twice"
    assert not library.look()
    kept.put("wages-owed", LEARNED)
    before = library.base
    assert library.look()
    assert library.base is not before
    found = library.base.ask(QUESTION)
    assert (found.band, found.hits[0].entry.answer) == (Band.ANSWER, "新的回答。")
    assert before.entry("wages-owed") == OWED, "who asks the old one meanwhile is not disturbed"
    kept.put("wages-owed", "")
    assert library.look()
    assert library.base.entry("wages-owed") == OWED


def test_a_broken_revision_leaves_the_last_good_one(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()
    kept.put("wages-owed", LEARNED)
    library = kept.library()
    for broken in (BROKEN, "no front matter", written(replace(OWED, asks=("食堂", *NOTICE.asks)))):
        kept.put("wages-owed", broken)
        kept.put("own-1", written(NEW))
        with caplog.at_level(logging.ERROR):
            assert library.look()
        answer = library.base.entry("wages-owed")
        assert answer
        assert answer.answer == "新的回答。"
        assert library.base.entry("own-1") == NEW, "the others are live all the same"
        assert len(library.trouble) == 1
        assert "wages-owed.md" in library.trouble[0]
        kept.texts["wages-owed"] = kept.texts["wages-owed"][1:]
    assert "wages-owed.md" in caplog.text
    assert not library.look(), "it is not tried again and again"


def test_a_start_with_a_broken_revision_is_a_start() -> None:
    kept = Kept()
    kept.put("wages-owed", BROKEN)
    library = kept.library()
    assert library.base.entry("wages-owed") == OWED
    assert library.trouble


def test_two_that_need_each_other_go_together() -> None:
    one, other = replace(NEW, related=("wages-owed",)), replace(OWED, related=("own-1",))
    pair = {"own-1": (written(one),), "wages-owed": (written(other),)}
    found, trouble = overlaid(SHIPPED, pair)
    assert not trouble
    assert len(found) == len(SHIPPED) + 1
    found, trouble = overlaid(SHIPPED, {**pair, "resign-notice": ("broken",)})
    assert len(trouble) == 1
    assert {one, other, NOTICE} <= set(found), "one that is broken keeps the others from nothing"


def test_the_watcher_sees_it_by_itself_and_outlives_a_store_that_is_away(base: KnowledgeBase) -> None:
    seen = threading.Event()

    class Told(Kept):
        """Says when it was read."""

        def read(self) -> tuple[int, Mapping[str, Sequence[str]]]:
            seen.set()
            return super().read()

    told = Told()
    watched = Library(SHIPPED, told.version, told.read, base)
    seen.clear()
    told.gone = True
    watched.watch(every=0.01)
    told.put("wages-owed", LEARNED)
    told.gone = False
    assert seen.wait(20)
    watched.close()
    entry = watched.base.entry("wages-owed")
    assert entry
    assert entry.answer == "新的回答。"
