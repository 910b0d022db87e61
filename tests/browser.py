"""A real browser for tests: the machine's Chromium, driven by Playwright."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MISSING = (
    "no browser: run `make test`, or ask the administrator for the packages chromium, libatomic1 and fonts-wqy-microhei"
)
UNPACKED = Path(__file__).parents[1] / ".chromium"
"""Where tools/test-machine.sh puts a Chromium when it may not install one for the whole machine."""

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The one without windows of its own opens a page in a fifth of the time."""

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """The Chromium of this machine, else the one unpacked beside the project, else None."""
    own = UNPACKED / "chromium"
    return next(filter(None, map(shutil.which, NAMES)), None) or (str(own) if own.exists() else None)


def driver_runs() -> bool:
    """Whether Playwright's own program can start; a bare Debian lacks its libatomic.so.1."""
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        return False
    node = Path(spec.origin).parent / "driver" / "node"
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A headless Chromium, closed afterwards; skips the test, saying what to install, where there is none."""
    path = chromium_path()
    if path is None or not driver_runs():
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    unpacked = Path(path).parent == UNPACKED
    # The sandbox needs a user other than root and a helper that the unpacked one lacks; the pages are all our own.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 or unpacked else [*FLAGS]
    environment = {**os.environ, "LD_LIBRARY_PATH": str(UNPACKED / "lib")} if unpacked else None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags, env=environment)  # type: ignore[arg-type]
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: "Browser", **options: Any) -> Iterator["Page"]:
    """A page of its own; an error in a script, or what the page's own policy forbids, fails the test."""
    context = browser.new_context(**options)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert not complaints
