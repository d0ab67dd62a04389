"""A real server and a real browser, for the journeys."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.exc import OperationalError
from werkzeug.serving import make_server

from config import ROOT, Settings
from consult import clock, create_app, jobs

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 20_000
"""Milliseconds a page is waited for: a busy machine is slow, and only a failure takes so long."""

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class LiveServer:
    """An application that answers on `url`, with a worker beside it."""

    url: str
    app: Flask


@pytest.fixture
def live_server(settings: Settings) -> Iterator[LiveServer]:
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = create_app(replace(settings, base_url=url, port=port))
    server = make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno())
    stop = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}),
        threading.Thread(target=work_until, args=(app, stop)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield LiveServer(url, app)
    finally:
        stop.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
        listening.close()
        let_go(app)


def let_go(app: Flask) -> None:
    """Close the database when the last request under way has given its connection back."""
    database = app.extensions["database"]
    pools = {database.write_engine.pool, database.read_engine.pool}
    for _ in range(100):
        if not any(pool.checkedout() for pool in pools):
            break
        time.sleep(0.05)
    database.dispose()


def work_until(app: Flask, stop: threading.Event) -> None:
    """As a worker does, it waits for a database that is taken: a test may load a whole bundle."""
    beaten = False
    while not stop.is_set():
        busy = False
        with suppress(OperationalError), app.app_context():
            if not beaten:
                jobs.beat("journey:1", clock.now())
                beaten = True
            busy = jobs.run_next()
        if not busy:
            stop.wait(0.1)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed: apt-get install chromium")
    try:
        playwright = sync_playwright().start()
    except Exception as problem:  # noqa: BLE001 - its driver raises nothing more precise
        pytest.skip(f"Playwright does not start ({problem}): apt-get install libatomic1")
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    expect.set_options(timeout=PATIENCE)
    yield browser
    browser.close()
    playwright.stop()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A French visitor's page; what the browser complains of fails the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    # The first page of a process loads whole rooms, and takes a busy machine far longer.
    context.set_default_navigation_timeout(3 * PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complain(complaints, message))
    yield page
    context.close()
    assert not complaints, "the browser complained: " + "; ".join(complaints)


UNTIL = """() => new Promise((done, fail) => {
  const end = performance.now() + PATIENCE;
  const look = () => {
    if (HOLDS) done();
    else if (performance.now() > end) fail(new Error("it never came to be so"));
    else setTimeout(look, 50);
  };
  look();
})"""


def until(page: Page, holds: str) -> None:
    """Wait for a fact of the page; the content policy forbids Playwright's own waiting for one."""
    page.evaluate(UNTIL.replace("PATIENCE", str(PATIENCE)).replace("HOLDS", holds))


ACKNOWLEDGED = """!Object.keys(localStorage).some((key) => /^consult:(?!folded)/.test(key))
  && /^Enregistré à/.test(document.getElementById("saved").textContent)"""


def acknowledged(page: Page) -> None:
    """Everything typed so far is on the server: the browser keeps none of it for later."""
    until(page, ACKNOWLEDGED)


def complain(complaints: list[str], message: Any) -> None:
    """Errors count; the answer 4xx or 5xx that a test asked for does not."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def axe(page: Page) -> None:
    """Nothing that axe-core knows of WCAG 2.2 AA is broken on the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags}).then(report => report.violations)", WCAG
    )
    said = [
        f"{broken['id']}: {broken['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for broken in found
        for node in broken["nodes"][:3]
    ]
    assert not said, "\n".join(said)
