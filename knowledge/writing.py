"""Writes an entry back into the form of its file, so that what an editor changed is read by the same loader."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from knowledge.base import Entry

_Value = str | bool | date | tuple[str, ...] | list[str]


def written(entry: Entry) -> str:
    """The text of the entry's file: its keys as TOML between two lines of +++, below them the answer."""
    return joined({one.name: getattr(entry, one.name) for one in fields(entry) if one.name != "answer"}, entry.answer)


def joined(keys: Mapping[str, _Value], answer: str) -> str:
    """The text of a file with these keys and this answer, right or not; what is empty and may be is left out."""
    optional = {"sources", "calculator"}
    lines = [f"{name} = {_toml(value)}" for name, value in keys.items() if value or name not in optional]
    return "\n".join(["+++", *lines, "+++", "", answer.strip(), ""])


def _toml(value: _Value) -> str:
    """A list stands one text a line, so that differences are read line by line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _quoted(value)
    return "[\n" + "".join(f"  {_quoted(one)},\n" for one in value) + "]" if value else "[]"


def _quoted(text: str) -> str:
    """A JSON string is a TOML string too, but for DEL, which no cleaned text holds."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007F")
