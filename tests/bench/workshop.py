"""What several benches begin with: the demonstration in a database of its own, and a visitor."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from config import ROOT, Settings
from consult import create_app, migrating
from consult.accounts import service as accounts
from consult.accounts.models import Purpose, Role
from consult.calls.models import Call, Invitation
from consult.contributions.models import Contribution
from consult.directory.models import Agency
from tests.browser import fields

DEMONSTRATION = "territoires-industrie-2018"
HERE = f"/staff/calls/{DEMONSTRATION}"
NOW = datetime.now(UTC)
ROUNDS = 5


@contextmanager
def opened() -> Iterator[Flask]:
    """An application of its own with the demonstration in it; gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shared in ("templates", "consult"):
            (folder / shared).symlink_to(ROOT / shared)
        url = f"sqlite:///{folder / 'bench.db'}"
        migrating.upgrade(url)
        app = create_app(
            Settings(secret_key="bench", database_url=url, storage_url=str(folder / "files"),
                     base_url="http://localhost", federation="F", root=folder)
        )  # fmt: skip
        bundle = str(ROOT / "consult" / "demo" / DEMONSTRATION)
        assert app.test_cli_runner().invoke(args=["bundle", "load", bundle]).exit_code == 0
        yield app


def invited(session: Any, call: Call, who: Mapping[int, Mapping[str, str]]) -> None:
    """Agencies under these numbers, asked in this order; each says what `who` does of it."""
    where = {
        number: {"acronym": f"AG{number}", "name": f"Agence de développement numéro {number}",
                 "level": "locale", "region": "Bretagne", "department": "", **said}
        for number, said in who.items()
    }  # fmt: skip
    session.execute(
        insert(Agency),
        [{"id": one, "key": f"ag{one}", "timezone": None, **said} for one, said in where.items()],
    )
    session.execute(
        insert(Invitation),
        [{"id": one, "public_id": f"p{one}", "call_id": call.id, "agency_id": one, "position": one,
          "email": f"a{one}@x.example", "extended_until": None, **said}
         for one, said in where.items()],
    )  # fmt: skip


def begun(session: Any, numbers: Mapping[int, datetime]) -> None:
    """A contribution under the number of each invitation, begun then."""
    session.execute(
        insert(Contribution),
        [{"id": one, "invitation_id": one, "revision": 1, "channel": "web", "attribution": None,
          "quote_permission": None, "saved_at": NOW, "started_at": at}
         for one, at in numbers.items()],
    )  # fmt: skip


def signed_in(app: Flask, role: Role = Role.MANAGER) -> FlaskClient:
    """A visitor who is a member of staff."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - beside its only use

    with app.extensions["database"].writer() as session:
        user = accounts.create_user(session, email="a@b.example", role=role, at=NOW)
        link = accounts.issue_link(
            session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=NOW, expires_at=None
        )
        session.commit()
    visitor = app.test_client()
    page = BeautifulSoup(visitor.get(f"/sign-in/{link}").data, "html.parser")
    form = page.select_one("main form")
    assert form is not None
    where = str(form.get("action") or f"/sign-in/{link}")
    assert visitor.post(where, data=fields(form)).status_code < 400
    return visitor


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    said: list[str] = []
    engine = app.extensions["database"].read_engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("PRAGMA"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def cost(
    app: Flask, visitor: FlaskClient, path: str, rounds: int = ROUNDS
) -> tuple[int, float, int]:
    """Statements, the middle of the processor times, and the size of the answer."""
    times, size = [], 0
    for _ in range(rounds):
        with counted(app) as said:
            start = process_time()
            answer = visitor.get(path)
            size = len(answer.data)
            times.append((process_time() - start) * 1000)
        assert answer.status_code == 200, (path, answer.status)
    return len(said), median(times), size
