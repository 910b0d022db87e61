"""Files that are written by hand: TOML, and what is wrong with one."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails


def toml(file: Path) -> dict[str, Any]:
    """What stands in a TOML file; ValueError says why it cannot be read, and where in it."""
    try:
        written = file.read_text(encoding="utf-8")
        if written.startswith("\ufeff"):
            raise ValueError("begins with a byte order mark; save it as UTF-8 without one")
        return tomllib.loads(written)
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"cannot be read ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is no valid TOML: {error}") from None


def explained(problem: ErrorDetails) -> str:
    """Where in a file what is wrong, and what stands there: grades, number 2, percent: must be …, is 'x'."""
    where = ", ".join(f"number {part + 1}" if isinstance(part, int) else str(part) for part in problem["loc"])
    if problem["type"] in {"extra_forbidden", "missing"}:
        return f"{where} is {'missing' if problem['type'] == 'missing' else 'unknown'}"
    given = problem["input"]
    shown = f", is {given!r}" if isinstance(given, str | int | float) else ""
    said = problem["msg"].removeprefix("Value error, ")
    return "\n".join(f"{where}: {line}{shown}" for line in said.splitlines())
