"""What answering costs the server, with the calls of others beside it:
`python -m tests.bench.bench_answering`.

Statements and processor time of one request: opening the demonstration's form, saving by itself
the answer that changed, sending it; flat whatever the call has received already. Beside them, in
the same run, twelve fields of bare Flask and WTForms and a page that says nothing, so that
machines compare.
Only the server is counted, from the request to the end of its answer, not the visitor.
"""  # fmt: skip

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from bs4 import BeautifulSoup
from flask import Flask, render_template_string, request
from sqlalchemy import delete, event, insert, select, update
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import DataRequired

from config import ROOT, Settings
from consult import create_app, migrating
from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Answer, Contribution, Version
from consult.directory.models import Agency
from consult.jobs import Job
from consult.post import OutboxLetter
from tests.browser import fields

DEMONSTRATION = "territoires-industrie-2018"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OTHERS = (0, 100, 5_000)
ROUNDS = 60
BUDGETS = {"open": (15, 15.0), "autosave": (8, 6.0), "send": (None, 15.0)}
"""Statements and milliseconds of processor time."""

BARE = """<!doctype html><title>Twelve</title><form method=post>
{% for field in form %}{{ field.label }} {{ field }}{% endfor %}<button>Send</button></form>"""


class Clock:
    """The processor time of each request of an application, in milliseconds."""

    def __init__(self, app: Flask) -> None:
        self.times: list[float] = []
        self.inner = app.wsgi_app
        app.wsgi_app = self  # type: ignore[method-assign]  # Flask's documented way

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        start = process_time()
        answer = self.inner(environ, start_response)
        self.times.append((process_time() - start) * 1000)
        return answer


class World:
    """The demonstration, opened today, with one agency that answers."""

    def __init__(self, folder: Path) -> None:
        for shared in ("templates", "consult"):
            (folder / shared).symlink_to(ROOT / shared)
        url = f"sqlite:///{folder / 'bench.db'}"
        migrating.upgrade(url)
        settings = Settings(
            secret_key="bench",
            database_url=url,
            storage_url=str(folder / "files"),
            base_url="http://localhost",
            federation="F",
            root=folder,
        )
        self.app = create_app(settings)
        self.clock = Clock(self.app)
        self.database = self.app.extensions["database"]
        bundle = str(ROOT / "consult" / "demo" / DEMONSTRATION)
        loaded = self.app.test_cli_runner().invoke(args=["bundle", "load", bundle])
        assert loaded.exit_code == 0, loaded.output
        with self.database.writer() as session:
            session.execute(
                update(Call).values(
                    opens_at=NOW - timedelta(days=1),
                    launched_at=NOW - timedelta(days=1),
                    closes_at=datetime.now(UTC) + timedelta(days=3),
                )
            )
            answered = select(Contribution.invitation_id)
            invitation = session.scalars(
                select(Invitation).where(Invitation.id.not_in(answered)).order_by(Invitation.id)
            ).first()
            self.public_id = invitation.public_id
            self.call_id = invitation.call_id
            self.link = accounts.issue_link(
                session,
                purpose=Purpose.CONTRIBUTION,
                subject_id=invitation.id,
                at=NOW,
                expires_at=None,
            )
            session.commit()
        self.others = 0

    def fill(self, others: int) -> None:
        """Bring the call to so many contributions besides, each sent, with every question."""
        with self.database.writer() as session:
            model = session.scalars(select(Version).order_by(Version.id)).first()
            asked = session.scalars(select(Question).where(Question.call_id == self.call_id)).all()
            ids = {one.key: one.id for one in asked}
            for rank in range(self.others, others):
                self._other(session, rank, model, ids)
            session.commit()
        self.others = others

    def _other(self, session, rank, model, ids) -> None:  # type: ignore[no-untyped-def]
        key = f"other{rank}"
        agency = Agency(key=key, acronym=key, name=key, level="local", region="Bretagne",
                        department="", timezone=None)  # fmt: skip
        session.add(agency)
        session.flush()
        invitation = Invitation(public_id=key, call_id=self.call_id, agency_id=agency.id,
                                position=agency.id, acronym=key, name=key, level="local",
                                region="Bretagne", department="", email=f"{key}@x.example",
                                extended_until=None)  # fmt: skip
        session.add(invitation)
        session.flush()
        contribution = Contribution(invitation_id=invitation.id, revision=1, channel="web",
                                    attribution=None, quote_permission=None, started_at=NOW,
                                    saved_at=NOW)  # fmt: skip
        session.add(contribution)
        session.flush()
        answers = [
            {"contribution_id": contribution.id, "question_id": ids[one], "value": value,
             "confidential": False, "saved_at": NOW}
            for one, value in model.content["answers"].items()
        ]  # fmt: skip
        session.execute(insert(Answer), answers)
        sent = Version(contribution_id=contribution.id, number=1, reference=f"OT-{rank:05d}-1",
                       sent_at=NOW, channel="web", late=False, content=model.content,
                       digest=model.digest)  # fmt: skip
        session.add(sent)

    def measures(self) -> Iterator[tuple[str, int, float, float]]:
        """Each act, its statements, its processor time: the middle of many rounds, the least."""
        self._unsend()
        visitor = self.app.test_client()
        assert visitor.get(f"/r/{self.link}").status_code == 303
        here = f"/contribution/{self.public_id}/"
        form = self.filled(visitor, here)
        yield "open", *self.cost(lambda _: visitor.get(here))

        key, words = self.text.removeprefix("q."), form[self.text]
        mine = ("form_token", "page", "sequence", "revision", self.text, f"base.{key}")

        def autosave(rank: int):  # type: ignore[no-untyped-def]
            form[self.text] = f"{words} {rank}"
            sent = {name: form[name] for name in mine} | {"of": key, "size": "20000"}
            answer = visitor.post(f"{here}draft", data=sent)
            form[f"base.{key}"] = answer.json["marks"][key]
            form["revision"] = answer.json["revision"]
            return answer

        yield "autosave", *self.cost(autosave)

        def send(rank: int):  # type: ignore[no-untyped-def]
            autosave(1000 + rank)
            page = BeautifulSoup(visitor.get(f"{here}review").data, "html.parser")
            data = fields(page.select_one("form.sheet-end"))
            return lambda: visitor.post(f"{here}review", data=data)

        yield "send", *self.cost(send, prepared=True)

    def _unsend(self) -> None:
        """As if the agency had sent nothing: its own versions would count as those of others."""
        mine = select(Contribution.id).join(Contribution.invitation).where(
            Invitation.public_id == self.public_id)  # fmt: skip
        with self.database.writer() as session:
            session.execute(delete(Version).where(Version.contribution_id.in_(mine)))
            session.execute(delete(OutboxLetter))
            session.execute(delete(Job))
            session.commit()

    def filled(self, visitor, here):  # type: ignore[no-untyped-def]
        """The form with the answers of an agency of the demonstration, so that it may be sent."""
        with self.database.writer() as session:
            model = session.scalars(select(Version).order_by(Version.id)).first()
            given = session.scalar(select(Contribution).where(
                Contribution.invitation_id == select(Invitation.id).where(
                    Invitation.public_id == self.public_id).scalar_subquery()))  # fmt: skip
            if given is None:
                invitation = session.scalar(
                    select(Invitation).where(Invitation.public_id == self.public_id)
                )
                given = Contribution(invitation_id=invitation.id, revision=1, channel="web",
                                     attribution=None, quote_permission=None, started_at=NOW,
                                     saved_at=NOW)  # fmt: skip
                session.add(given)
                session.flush()
                asked = session.scalars(
                    select(Question).where(Question.call_id == self.call_id)
                ).all()
                ids = {one.key: one.id for one in asked if one.kind.value != "file"}
                self.text = next(f"q.{one.key}" for one in asked if one.kind.value == "long_text")
                session.execute(insert(Answer), [
                    {"contribution_id": given.id, "question_id": ids[key], "value": value,
                     "confidential": False, "saved_at": NOW}
                    for key, value in model.content["answers"].items() if key in ids
                ])  # fmt: skip
                session.commit()
        page = BeautifulSoup(visitor.get(here).data, "html.parser")
        return fields(page.select_one("form.sheet"))

    def cost(self, act: Callable, *, prepared: bool = False) -> tuple[int, float, float]:  # type: ignore[type-arg]
        """How many statements, and how many milliseconds of processor time."""
        statements, times = 0, []
        for rank in range(ROUNDS):
            run = act(rank) if prepared else (lambda rank=rank: act(rank))
            gc.collect()
            with self.counting() as sent:
                answer = run()
            times.append(self.clock.times[-1])
            assert answer.status_code in (200, 303), (answer.status_code, answer.text[:500])
            statements = max(statements, len(sent))
        return statements, median(times), min(times)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements sent meanwhile, transactions apart."""
        sent: list[str] = []

        def note(connection, cursor, statement, *rest):  # type: ignore[no-untyped-def]
            if not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
                sent.append(statement)

        engines = (self.database.write_engine, self.database.read_engine)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


def bare() -> tuple[float, float, float]:
    """Twelve fields of bare Flask and WTForms, opened and sent; a page that says nothing."""
    app = Flask(__name__)
    clock = Clock(app)
    kinds = {f"f{n}": (TextAreaField if n % 3 else StringField)(f"Field {n}", [DataRequired()])
             for n in range(12)}  # fmt: skip
    made = type("Twelve", (Form,), kinds)

    @app.route("/", methods=["GET", "POST"])
    def page() -> str:
        form = made(request.form if request.method == "POST" else MultiDict())
        if request.method == "POST" and form.validate():
            return "received"
        return render_template_string(BARE, form=form)

    app.add_url_rule("/nothing", "nothing", lambda: "")
    visitor = app.test_client()
    data = dict.fromkeys(kinds, "some words")
    for _ in range(ROUNDS):
        gc.collect()
        visitor.get("/")
        visitor.post("/", data=data)
        visitor.get("/nothing")
    opened, sent, nothing = (clock.times[first::3] for first in range(3))
    both = [*map(sum, zip(opened, sent, strict=True))]
    return median(both), min(both), median(nothing)


def main() -> int:
    """Print the figures; exit 1 over a budget, so that `make bench` notices."""
    folder = Path(tempfile.mkdtemp())
    over = 0
    try:
        world = World(folder)
        yardstick, shortest, nothing = bare()
        sys.stdout.write(
            f"answering: bare Flask + WTForms, 12 fields: {yardstick:.1f} ms,"
            f" {shortest:.1f} at best; a page that says nothing: {nothing:.2f} ms;"
            f" load {os.getloadavg()[0]:.1f}\n"
        )
        for others in OTHERS:
            world.fill(others)
            for act, statements, spent, least in world.measures():
                most, budget = BUDGETS[act]
                over += spent > budget or (most is not None and statements > most)
                sys.stdout.write(
                    f"answering: {others:>5} others, {act:<8} {statements:>2} statements"
                    f" {spent:5.1f} ms, {least:.1f} at best (budget {most or '-'}, {budget:.0f} ms;"
                    f" {spent / yardstick:.1f} x bare, {least / shortest:.1f} at best)\n"
                )
                sys.stdout.flush()
    finally:
        shutil.rmtree(folder)
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
