"""What every page of ours stands in, whoever shows it: templates, a style inside it, and who may embed it."""

import base64
import hashlib
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

ALONE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers by which no other site's page gets at one of ours."""


def templates(folder: Path) -> Environment:
    """The templates of a folder: what is put in is escaped, and what is missing is an error."""
    kept = FileSystemLoader(folder)
    return Environment(loader=kept, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def inside(style: Path) -> tuple[Markup, str]:
    """A style to stand in the page, and the source by which a content policy lets in this one and no other."""
    text = style.read_text(encoding="utf-8")
    proof = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"'sha256-{proof}'"  # noqa: S704 - a file of ours
