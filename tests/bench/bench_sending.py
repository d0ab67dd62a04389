"""How many agencies one machine takes in a second: the server as it is run, a hundred at once.

`python -m tests.bench.bench_sending [AGENCIES]`. Held to a budget is what a sending costs the
processor, since the clock tells as much of what else the machine is doing: at twenty
milliseconds two processors take a hundred sendings a second (P9).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from config import ROOT, Settings
from consult import clock, create_app, migrating
from consult.jobs import WorkerBeat
from tests.contributions.world import call_of, invited, link_to
from tests.trust.test_closing import ASKED, Agency
from tests.trust.test_killed_server import Server, ask, free_port

AGENCIES, CONNECTIONS = 3_000, 100
BUDGET = 20.0
"""Milliseconds of processor time for one sending, without what the worker does of it later."""

_TICKS = os.sysconf("SC_CLK_TCK")


def settings_in(folder: Path) -> Settings:
    """An installation of its own."""
    for shared in ("templates", "consult"):
        (folder / shared).symlink_to(ROOT / shared)
    return Settings(
        secret_key="bench",
        database_url=f"sqlite:///{folder / 'bench.db'}",
        storage_url=str(folder / "files"),
        base_url="http://localhost",
        federation="F",
        root=folder,
    )


def prepared(settings: Settings, count: int) -> list[Agency]:
    """So many agencies with their forms open."""
    migrating.upgrade(settings.database_url)
    app = create_app(settings)
    with app.extensions["database"].writer() as session:
        call = call_of(session, ASKED, closes_at=clock.now() + timedelta(days=2))
        made = [(invited(session, call, f"A{n}"), f"A{n}") for n in range(count)]
        tokens = [link_to(session, one) for one, _ in made]
        session.commit()
    return [
        Agency(app, token, one.public_id, name)
        for (one, name), token in zip(made, tokens, strict=True)
    ]


def worker_of(settings: Settings) -> str:
    """The number of the process that writes the letters, as it says itself."""
    database = create_app(settings).extensions["database"]
    while True:
        with database.reader() as session:
            beat = session.scalar(select(WorkerBeat.name))
        if beat is not None:
            database.dispose()
            return str(beat.rpartition(":")[2])
        time.sleep(0.1)


def spent(group: int, *, but: str) -> float:
    """Seconds of a processor that the living processes of a group have taken, all but one."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = stat.read_text().rpartition(")")[2].split()
            if int(told[2]) == group and stat.parent.name != but:
                total += int(told[11]) + int(told[12])
    return total / _TICKS


def send(server: Server, agency: Agency) -> object:
    """What somebody was told."""
    headers = {"Cookie": agency.cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        return ask(server.port, "POST", agency.here, urlencode(agency.data), headers)[0]
    except (OSError, HTTPException) as problem:
        return type(problem).__name__


def main(given: list[str]) -> int:
    """Print the figures; exit 1 over the budget or where anybody was refused."""
    count = int(given[0]) if given else AGENCIES
    folder = Path(tempfile.mkdtemp())
    server = None
    try:
        settings = settings_in(folder)
        first, *agencies = prepared(settings, count + 1)
        server = Server(settings, free_port())
        server.wait()
        send(server, first)
        group, worker = server.process.pid, worker_of(settings)
        before, begun = spent(group, but=worker), time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            told = Counter(pool.map(lambda one: send(server, one), agencies))
        seconds = time.monotonic() - begun
        cost = (spent(group, but=worker) - before) * 1000 / count
    finally:
        if server is not None:
            server.kill()
        shutil.rmtree(folder)
    sys.stdout.write(
        f"sending: {count} sendings over {CONNECTIONS} connections, {count / seconds:.0f} a second,"
        f" load {os.getloadavg()[0]:.1f}; {cost:.1f} ms of a processor each (budget {BUDGET:.0f});"
        f" answers {dict(told)}\n"
    )
    return int(cost > BUDGET or set(told) != {303})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
