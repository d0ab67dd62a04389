"""What following a call of 5 000 agencies costs the server: `python -m tests.bench.bench_grid`.

Statements and processor time of one request for the list, its live fragment (changed and not),
the page of the curve and the map, and the workbook. A third of the agencies has sent, a third
has a draft with ten answers, a third was invited and reminded.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from flask import Flask
from sqlalchemy import event, insert, select

from config import ROOT, Settings
from consult import create_app, migrating
from consult.accounts import service as accounts
from consult.accounts.models import Purpose, Role
from consult.calls.models import Call, Invitation, Question
from consult.campaign.places import DEPARTMENTS, REGION_OF, REGIONS
from consult.contributions.models import Answer, Contribution, Version
from consult.directory.models import Agency
from consult.post import OutboxLetter
from consult.post.outbox import LetterState
from tests.browser import fields

DEMONSTRATION = "territoires-industrie-2018"
AGENCIES = 5_000
ROUNDS = 5
MOST_STATEMENTS, MOST_MS = 10, 400.0
HERE = f"/staff/calls/{DEMONSTRATION}"
PAGES = {
    "list": (HERE, MOST_MS),
    "narrowed": (f"{HERE}?status=silent&sort=region&search=agence", MOST_MS),
    "live": (f"{HERE}/live", MOST_MS),
    "map": (f"{HERE}/responses", None),
    "workbook": (f"{HERE}/agencies.xlsx", None),
}
NOW = datetime.now(UTC)


def filled(app: Flask) -> None:
    """The demonstration with so many agencies beside its own, invited and reminded."""
    with app.extensions["database"].writer() as session:
        call = session.scalars(select(Call).where(Call.slug == DEMONSTRATION)).one()
        call.opens_at, call.closes_at = NOW - timedelta(days=9), NOW + timedelta(days=3)
        asked = session.scalars(select(Question.id).where(Question.call_id == call.id)).all()
        ranks, codes = range(10_000, 10_000 + AGENCIES), list(DEPARTMENTS)
        agencies, invitations, letters = [], [], []
        for rank in ranks:
            department = codes[rank % len(codes)]
            where = {
                "acronym": f"AG{rank}",
                "name": f"Agence de développement numéro {rank}",
                "level": ("locale", "départementale", "régionale")[rank % 3],
                "region": REGIONS[REGION_OF[department]][0],
                "department": DEPARTMENTS[department],
            }
            agencies.append({"id": rank, "key": f"ag{rank}", "timezone": None, **where})
            invitations.append(
                {"id": rank, "public_id": f"p{rank}", "call_id": call.id, "agency_id": rank,
                 "position": rank, "email": f"a{rank}@x.example", "extended_until": None, **where}
            )  # fmt: skip
            for kind, day in (("invitation", ""), ("reminder", ":2026-11-20")):
                letters.append(
                    {"key": f"{kind}:{call.id}:{rank}{day}", "kind": kind,
                     "recipient": "a@x.example", "reply_to": "", "subject": "S", "body": "B",
                     "state": LetterState.SENT, "planned_at": NOW,
                     "sent_at": NOW, "leave_at": NOW, "call_id": call.id,
                     "invitation_id": rank}
                )  # fmt: skip
        session.execute(insert(Agency), agencies)
        session.execute(insert(Invitation), invitations)
        session.execute(insert(OutboxLetter), letters)
        begun = [rank for rank in ranks if rank % 3]
        session.execute(
            insert(Contribution),
            [{"id": rank, "invitation_id": rank, "revision": 1, "channel": "web",
              "attribution": None, "quote_permission": None, "saved_at": NOW,
              "started_at": NOW - timedelta(days=rank % 9)} for rank in begun],
        )  # fmt: skip
        session.execute(
            insert(Answer),
            [{"contribution_id": rank, "question_id": question, "value": "Une réponse",
              "confidential": False, "saved_at": NOW} for rank in begun for question in asked[:10]],
        )  # fmt: skip
        session.execute(
            insert(Version),
            [{"contribution_id": rank, "number": 1, "reference": f"BG-{rank}-1", "sent_at": NOW,
              "channel": "web", "late": False, "content": {"answers": {}, "confidential": []},
              "digest": "0" * 64} for rank in begun if rank % 3 == 1],
        )  # fmt: skip
        session.commit()


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    said: list[str] = []
    engine = app.extensions["database"].read_engine

    def note(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        if not statement.startswith("PRAGMA"):
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def main() -> int:
    """Print every figure; 1 when one is over its budget."""
    with tempfile.TemporaryDirectory() as name:
        folder, over = Path(name), False
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
        filled(app)
        visitor = signed_in(app)
        for page, (path, budget) in PAGES.items():
            statements, spent, size = cost(app, visitor, path)
            late = budget is not None and (statements > MOST_STATEMENTS or spent > budget)
            over = over or late
            words = f"{page:10} {statements:3} statements {spent:7.0f} ms {size // 1024:6} Ko"
            sys.stdout.write(f"{words}{'  OVER' if late else ''}\n")
    return int(over)


def signed_in(app: Flask):  # type: ignore[no-untyped-def]
    """A visitor who is a member of staff."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - beside its only use

    with app.extensions["database"].writer() as session:
        user = accounts.create_user(session, email="a@b.example", role=Role.MANAGER, at=NOW)
        link = accounts.issue_link(
            session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=NOW, expires_at=None
        )
        session.commit()
    visitor = app.test_client()
    page = BeautifulSoup(visitor.get(f"/sign-in/{link}").data, "html.parser")
    form = page.select_one("main form")
    assert (
        visitor.post(form.get("action") or f"/sign-in/{link}", data=fields(form)).status_code < 400
    )
    return visitor


def cost(app: Flask, visitor, path: str):  # type: ignore[no-untyped-def]
    """Statements, the middle of the processor times, and the size of the answer."""
    times, size = [], 0
    for _ in range(ROUNDS):
        with counted(app) as said:
            start = process_time()
            answer = visitor.get(path)
            times.append((process_time() - start) * 1000)
        assert answer.status_code == 200, answer.status
        size = len(answer.data)
    return len(said), median(times), size


if __name__ == "__main__":
    sys.exit(main())
