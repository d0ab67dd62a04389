"""How fast letters are written and leave: 5 000 invitations, one worker, a real SMTP server.

    python -m tests.bench.bench_letters [AGENCIES]

Promised: written in 5 s, every write transaction within 200 ms; 50 letters a second to a server
on this machine.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from aiosmtpd.controller import Controller
from sqlalchemy import event, func, select

from config import ROOT, Settings
from consult import clock, create_app, jobs, migrating, post
from consult.calls import queries as calls
from consult.campaign import queries, service
from consult.directory.entries import Entry
from tests import office

AGENCIES = 5000
LEAVING = 1000


class Taken:
    """Counts what arrives; the worst that a server can do is to be slower."""

    def __init__(self) -> None:
        self.letters, self.size = 0, 0

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - its name there
        self.letters += 1
        self.size += len(envelope.content)
        return "250 OK"


@contextmanager
def longest_write(database) -> Iterator[list[float]]:
    """How long the pen was held, each time."""
    held: list[float] = []
    begun: dict[int, float] = {}

    def begin(connection) -> None:
        begun[id(connection)] = time.perf_counter()

    def end(connection) -> None:
        held.append(time.perf_counter() - begun.pop(id(connection), time.perf_counter()))

    engine = database.write_engine
    for name, noted in (("begin", begin), ("commit", end), ("rollback", end)):
        event.listen(engine, name, noted)
    yield held
    for name, noted in (("begin", begin), ("commit", end), ("rollback", end)):
        event.remove(engine, name, noted)


def audience(session, count: int):
    """A call that so many agencies are asked to answer."""
    made = office.call(session, audience=1, closes_at=clock.now() + timedelta(days=10))
    entries = [
        Entry(f"B{n}", f"Agence {n}", "locale", "Bretagne", "35", f"b{n}@agence.example")
        for n in range(count - 1)
    ]
    added = office.directory.upsert(session, entries=entries)
    office.calls.invite(session, call=made, agencies=added, actor=office.STAFF, at=clock.now())
    session.commit()
    return made.slug


def write(app, slug: str) -> tuple[float, float, int]:
    """Compose and write every invitation as the page does: seconds in all, the longest write."""
    database = app.extensions["database"]
    began = time.perf_counter()
    with app.app_context(), longest_write(database) as held:
        at = clock.now()
        with database.reader() as reading:
            call = calls.call_by_slug(reading, slug)
            planned = service.invitations(call, queries.standings(reading, call), at=at)
        with database.writer() as session:
            for batch in service.batches(planned):
                service.send(session, planned=batch, at=at)
                session.commit()
    return time.perf_counter() - began, max(held), len(planned)


def leave(app, server: Taken, letters: int) -> tuple[float, float, float]:
    """Run a worker until so many have left: letters a second, the longest write, and how many
    the processor alone would let leave, that of the server included.
    """
    with app.app_context():
        jobs.run_next()  # prints the questionnaire, loads what it needs
    first, began, busy = server.letters, time.perf_counter(), time.process_time()
    with app.app_context(), longest_write(app.extensions["database"]) as held:
        while server.letters - first < letters and jobs.run_next():
            pass
    left = server.letters - first
    took, worked = time.perf_counter() - began, time.process_time() - busy
    return left / took, max(held), left / worked


def held_for(longest: float) -> str:
    """The longest write transaction, in words."""
    return f"longest write transaction {1000 * longest:.0f} ms"


def say(line: str) -> None:
    """One figure."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def main(count: int = AGENCIES) -> None:
    """Print the figures."""
    server = Taken()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/consult.db"
        migrating.upgrade(url)
        port = free_port()
        listening = Controller(server, hostname="127.0.0.1", port=port)
        listening.start()
        settings = Settings(
            secret_key="-",
            database_url=url,
            storage_url=f"{folder}/files",
            base_url="http://localhost",
            smtp_url=f"smtp://127.0.0.1:{port}",
            mail_rate=10**6,
            root=ROOT,
        )
        app = create_app(settings)
        try:
            with app.app_context(), app.extensions["database"].writer() as session:
                slug = audience(session, count)
            seconds, longest, written = write(app, slug)
            say(f"{written} invitations written in {seconds:.2f} s, {held_for(longest)}")
            rate, longest, alone = leave(app, server, min(LEAVING, count - 50))
            size = server.size // max(1, server.letters) // 1000
            say(f"{rate:.0f} letters of {size} kB a second to a local server, {held_for(longest)}")
            say(f"{alone:.0f} of them a second of processor time, the server's included")
            with app.extensions["database"].reader() as session:
                state = post.OutboxLetter.state
                found = session.execute(select(state, func.count()).group_by(state)).all()
            say(", ".join(f"{count} {one.value}" for one, count in found))
        finally:
            listening.stop()
            app.extensions["database"].dispose()


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:]))
