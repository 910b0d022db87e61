"""Entries are read from their files; what is wrong is named with its file and its key."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import ENTRIES, EntryError, NextStep, load

GOOD = {
    "id": '"wages-owed"',
    "title": '"公司拖欠工资怎么办"',
    "group": '"工资"',
    "asks": '["老板不给钱", "工资没发"]',
    "statutes": '["劳动合同法第三十条"]',
    "reviewed": "2026-11-22",
    "varies": "false",
    "related": "[]",
    "next": '"grievance"',
    "covers": "[]",
}
ANOTHER = {"id": '"wages-bonus"', "title": '"奖金不发"', "asks": '["年终奖没了"]'}


def written(folder: Path, answer: str = "先投诉。", **changed: str | None) -> Path:
    """An entry's file with the good keys, some of them changed or (None) left out."""
    keys = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    file = folder / (keys.get("id", "nameless").strip('"') + ".md")
    head = "\n".join(f"{key} = {value}" for key, value in keys.items())
    file.write_text(f"+++\n{head}\n+++\n\n{answer}\n", encoding="utf-8")
    return file


def test_an_entry_is_read(folder: Path) -> None:
    written(folder, covers='["wages-pay-date"]')
    (entry,) = load(folder)
    assert (entry.id, entry.title, entry.group) == ("wages-owed", "公司拖欠工资怎么办", "工资")
    assert entry.asks == ("老板不给钱", "工资没发")
    assert (entry.reviewed, entry.varies, entry.next) == (date(2026, 11, 22), False, NextStep.GRIEVANCE)
    assert entry.answers == {"wages-owed", "wages-pay-date"}
    assert entry.answer == "先投诉。"


@pytest.mark.parametrize("key", GOOD)
def test_a_missing_key_is_named(folder: Path, key: str) -> None:
    missing: dict[str, Any] = {key: None}
    file = written(folder, **missing)
    with pytest.raises(EntryError, match="is missing") as wrong:
        load(folder)
    assert (wrong.value.file, wrong.value.key) == (file.name, key)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("title", "5", "must be a text in quotes"),
        ("title", '" "', "is empty"),
        ("asks", '"老板不给钱"', "must be a list of texts"),
        ("asks", "[1, 2]", "must be a list of texts"),
        ("asks", "[]", "is empty"),
        ("asks", '["工资没发", "工资没发"]', "twice"),
        ("varies", '"no"', "must be true or false"),
        ("reviewed", '"2026-11-22"', "must be a date"),
        ("next", '"police"', "is none of grievance, legal-aid, union"),
        ("related", '["no-such-entry"]', "“no-such-entry” is no entry"),
        ("related", '["wages-owed"]', "is this entry itself"),
        ("asked", '["a"]', "is no key of an entry"),
        ("group", "工资", "not TOML"),
    ],
)
def test_a_wrong_value_is_named(folder: Path, key: str, value: str, words: str) -> None:
    written(folder, **{key: value})
    with pytest.raises(EntryError) as wrong:
        load(folder)
    assert wrong.value.file == "wages-owed.md"
    assert wrong.value.key in {key, "+++"}
    assert words in str(wrong.value)


def test_the_id_is_the_files_name(folder: Path) -> None:
    written(folder).rename(folder / "wages.md")
    with pytest.raises(EntryError, match=r"wages\.md: id: .*wages-owed\.md"):
        load(folder)


def test_an_answer_is_one_message(folder: Path) -> None:
    written(folder, answer="长" * 500)
    load(folder)
    written(folder, answer="长" * 501)
    with pytest.raises(EntryError, match="answer: has 501 characters"):
        load(folder)
    written(folder, answer="")
    with pytest.raises(EntryError, match="answer: is empty"):
        load(folder)


def test_the_same_ask_cannot_lead_to_two_entries(folder: Path) -> None:
    written(folder)
    written(folder, **ANOTHER | {"asks": '["工资，没发！"]'})
    with pytest.raises(EntryError, match=r"is asked in wages-bonus\.md already"):
        load(folder)


def test_an_intent_has_one_entry(folder: Path) -> None:
    written(folder)
    written(folder, **ANOTHER | {"covers": '["wages-owed"]'})
    with pytest.raises(EntryError, match="is already answered by"):
        load(folder)


def test_related_may_name_what_an_entry_covers(folder: Path) -> None:
    written(folder, related='["wages-month13"]')
    written(folder, **ANOTHER | {"covers": '["wages-month13"]'})
    assert len(load(folder)) == 2


@pytest.mark.parametrize("text", ["", "没有键的答案", "+++\nid = 1\n", "x\n+++\n+++\n答案"])
def test_a_file_without_keys_is_refused(folder: Path, text: str) -> None:
    (folder / "wages-owed.md").write_text(text, encoding="utf-8")
    with pytest.raises(EntryError, match=r"wages-owed\.md"):
        load(folder)


def test_an_empty_folder_is_refused(folder: Path) -> None:
    with pytest.raises(EntryError, match="holds no entry"):
        load(folder)


def test_all_shipped_entries_load() -> None:
    entries = load(ENTRIES)
    assert len(entries) == len(list(ENTRIES.glob("*.md")))
    assert all(len(entry.asks) >= 12 for entry in entries), [e.id for e in entries if len(e.asks) < 12]
