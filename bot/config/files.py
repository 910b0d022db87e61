"""Files that are written by hand: TOML, and what is wrong with one."""

import tomllib
from pathlib import Path
from typing import Any


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
