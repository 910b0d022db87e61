"""Keys that hold a list: in the file as TOML writes it, in the environment as JSON."""

import json
from collections.abc import Callable
from typing import Any


def listed(example: str) -> Callable[[Any], Any]:
    """What reads a list from either; ValueError names the example where a text is none."""

    def read(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file; the environment has only text
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError(f"must be a list such as {example}") from None

    return read
