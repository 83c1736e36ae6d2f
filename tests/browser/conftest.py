"""A browser and the servers that it visits: JupyterLab and Voilà, started as a reader starts them."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rulewright.lab import apps_command, environment

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "the-token-of-the-tests"
START_S = 60
WAIT_MS = 45_000
SCREEN = {"width": 1366, "height": 768}


def missing() -> str | None:
    """Why no browser can be driven here; None if one can."""
    for package in ("playwright", "voila", "jupyterlab", "ipywidgets"):
        if find_spec(package) is None:
            return f"Browser tests are left out: the package {package} is not installed."
    if shutil.which("chromium") is None and shutil.which("google-chrome") is None:
        return "Browser tests are left out: there is no Chromium on this machine."
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of these tests: ``-m 'not browser'`` leaves them out."""
    config.addinivalue_line("markers", "browser: drives Chromium (leave out with -m 'not browser')")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder, and leave them out where there is no browser."""
    why = missing()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if why:
                item.add_marker(pytest.mark.skip(reason=why))


@dataclass
class Server:
    """A server that runs, and the folder in which it was called."""

    url: str
    work: Path

    def page(self, path: str) -> str:
        """Address of a page, with the token."""
        return f"{self.url}{path}{'&' if '?' in path else '?'}token={TOKEN}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window, and without any network but this machine."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of the size of a laptop's screen; addresses outside this machine that answered it are kept."""
    yield from visiting(browser)


@pytest.fixture(scope="module")
def long_page(browser: Any) -> Iterator[Any]:
    """The same for all tests of a module: a kernel takes its time to start."""
    yield from visiting(browser)


def visiting(browser: Any) -> Iterator[Any]:
    """A page, closed in the end."""
    context = browser.new_context(viewport=SCREEN, accept_downloads=True, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.asked_elsewhere = []

    def note(request: Any) -> None:
        if re.match(r"https?://(?!127\.0\.0\.1|localhost)", request.url):
            page.asked_elsewhere.append(request.url)

    page.on("requestfinished", note)
    yield page
    context.close()


@pytest.fixture(scope="session")
def voila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``rulewright apps``, all of them."""
    port = free_port()
    yield from serving(apps_command(None, port, browser=False), port, tmp_path_factory.mktemp("voila"))


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """``rulewright lab`` on a copy of the apps' notebooks."""
    port, work = free_port(), tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks" / "apps", work / "apps")
    command = [
        sys.executable, "-m", "jupyterlab", f"--notebook-dir={work}", "--ServerApp.ip=127.0.0.1", f"--port={port}",
        "--no-browser", *(["--allow-root"] if os.geteuid() == 0 else []),
    ]  # fmt: skip
    yield from serving(command, port, work)


def serving(command: list[str], port: int, work: Path) -> Iterator[Server]:
    """Start a server, wait until it answers, stop it in the end with all its kernels."""
    variables = environment("en") | {
        "JUPYTER_TOKEN": TOKEN,
        "RULEWRIGHT_WORK": str(work),
        "PYTHONPATH": str(ROOT / "toolkit"),
        "HOME": str(work),
        "JUPYTER_CONFIG_DIR": str(work / ".jupyter"),
        "PYTHONWARNINGS": "ignore",  # of the servers; that ours says nothing is tested elsewhere
    }
    log = work / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=work, env=variables, stdout=said, stderr=said)
        try:
            wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", process, log)
            yield Server(f"http://127.0.0.1:{port}", work)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers, whatever it says."""
    started = time.monotonic()
    while time.monotonic() - started < START_S:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer from {url}:\n{log.read_text(encoding='utf-8', errors='replace')}")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
