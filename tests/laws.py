"""Statutes for tests: made-up ones, small enough to read, and the real folder where this machine has it."""

import os
import tempfile
from pathlib import Path

import pytest

from knowledge import Statute
from knowledge.statutes import read

ROOT = Path(__file__).parents[1]
REAL = Path(os.environ.get("LAWS") or ROOT.parent / "shared" / "data" / "laws")
with_real_texts = pytest.mark.skipif(not REAL.is_dir(), reason=f"no statutes at {REAL}; LAWS names another folder")

WAGES = {
    "title": '"中华人民共和国工钱法"', "short": '"工钱法"', "kind": '"法律"', "issuer": '"全国人民代表大会"',
    "adopted": '"2001-02-03"', "amended": '"2019-05-06"', "effective": '"2001-05-01"',
    "version_effective": '"2019-07-01"', "status": '"现行有效"', "articles": "4", "source": '"抄本甲"',
    "version_checked": '"两人核对"', "notes": '""',
}  # fmt: skip
BODY = """
引言不属于任何一条。

# 第一章 总则

## 第1条

用人单位应当按月支付工钱。

拖欠满三十日的，加付百分之五十以上百分之一百以下。

## 第2条

有下列情形之一的，可以扣款：
（一）本人同意的；
（二）法律规定的。

# 第二章 罚则

## 第3条

处二千元以上二万元以下罚款。

## 第3条之1

逃匿的，处三年以下有期徒刑。

# 附件

附件不属于任何一条。
"""


def write(folder: Path, body: str | None = None, name: str | None = None, **changed: str | None) -> Path:
    """A statute's file with the good keys, some of them changed or (None) left out."""
    keys = {key: value for key, value in {**WAGES, **changed}.items() if value is not None}
    file = folder / f"{name or '工钱法'}.md"
    head = "\n".join(f"{key} = {value}" for key, value in keys.items())
    file.write_text(f"+++\n{head}\n+++\n{body or BODY}", encoding="utf-8")
    return file


def small() -> Statute:
    """The made-up statute, read."""
    with tempfile.TemporaryDirectory() as folder:
        return read(write(Path(folder)))
