"""What was learned is kept in a file: the same answers, never a stale one, and no harm if it cannot be kept."""

import dataclasses
import os
from pathlib import Path

from knowledge import KnowledgeBase
from knowledge.learning import KEPT, Learned, digest, learn, recall, relearn


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def same(one: Learned, other: Learned) -> bool:
    return one.plain() == other.plain()


def test_learning_twice_gives_the_same(base: KnowledgeBase) -> None:
    assert same(learn(base.entries), learn(base.entries))


def test_what_was_learned_is_read_again(base: KnowledgeBase, tmp_path: Path) -> None:
    first = recall(base.entries, tmp_path)
    (file,) = kept(tmp_path)
    written = file.stat().st_ino
    again = recall(base.entries, tmp_path)
    assert same(first, again)
    assert same(again, learn(base.entries))
    assert file.stat().st_ino == written, "the very same file"
    for question in ("工资一直没发", "不想干了", "你好"):
        assert KnowledgeBase(base.entries, again).ask(question) == base.ask(question)


def test_another_ask_is_learned_anew(base: KnowledgeBase, tmp_path: Path) -> None:
    recall(base.entries, tmp_path)
    changed = (dataclasses.replace(base.entries[0], asks=("钱呢",)), *base.entries[1:])
    assert digest(changed) != digest(base.entries)
    assert recall(changed, tmp_path).asks != recall(base.entries, tmp_path).asks


def test_a_broken_file_is_learned_anew(base: KnowledgeBase, tmp_path: Path) -> None:
    recall(base.entries, tmp_path)
    (file,) = kept(tmp_path)
    for broken in (b"", b"broken", file.read_bytes()[:1000]):
        file.write_bytes(broken)
        assert same(recall(base.entries, tmp_path), learn(base.entries))


def test_a_folder_that_cannot_be_written_to_is_no_fault(base: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert same(recall(base.entries, tmp_path / "file"), learn(base.entries))


def test_old_files_go(base: KnowledgeBase, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        relearn((dataclasses.replace(base.entries[0], title=f"第{number}个"),), tmp_path)
    assert len(kept(tmp_path)) == KEPT


def test_what_is_used_stays(base: KnowledgeBase, tmp_path: Path) -> None:
    recall(base.entries, tmp_path)
    (file,) = kept(tmp_path)
    os.utime(file, (0, 0))
    recall(base.entries, tmp_path)
    for number in range(KEPT - 1):
        relearn((dataclasses.replace(base.entries[0], title=f"第{number}个"),), tmp_path)
    assert file.exists()
    relearn((dataclasses.replace(base.entries[0], title="再一个"),), tmp_path)
    assert not file.exists()
