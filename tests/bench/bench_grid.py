"""What following a call of 5 000 agencies costs the server: `python -m tests.bench.bench_grid`.

Statements and processor time of one request for the list, its live fragment (changed and not),
the page of the curve and the map, and the workbook. A third of the agencies has sent, a third
has a draft with ten answers, a third was invited and reminded.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from flask import Flask
from sqlalchemy import insert, select

from consult.calls.models import Call, Question
from consult.campaign.places import DEPARTMENTS, REGION_OF, REGIONS
from consult.contributions.models import Answer, Version
from consult.post import OutboxLetter
from consult.post.outbox import LetterState
from tests.bench.workshop import DEMONSTRATION, HERE, NOW, begun, cost, invited, opened, signed_in

AGENCIES = 5_000
MOST_STATEMENTS, MOST_MS = 10, 400.0
PAGES = {
    "list": (HERE, MOST_MS),
    "narrowed": (f"{HERE}?status=silent&sort=region&search=agence", MOST_MS),
    "live": (f"{HERE}/live", MOST_MS),
    "map": (f"{HERE}/responses", None),
    "workbook": (f"{HERE}/agencies.xlsx", None),
}


def filled(app: Flask) -> None:
    """The demonstration with so many agencies beside its own, invited and reminded."""
    with app.extensions["database"].writer() as session:
        call = session.scalars(select(Call).where(Call.slug == DEMONSTRATION)).one()
        call.opens_at, call.closes_at = NOW - timedelta(days=9), NOW + timedelta(days=3)
        asked = session.scalars(select(Question.id).where(Question.call_id == call.id)).all()
        ranks, codes = range(10_000, 10_000 + AGENCIES), list(DEPARTMENTS)
        who, letters = {}, []
        for rank in ranks:
            department = codes[rank % len(codes)]
            who[rank] = {
                "level": ("locale", "départementale", "régionale")[rank % 3],
                "region": REGIONS[REGION_OF[department]][0],
                "department": DEPARTMENTS[department],
            }
            for kind, day in (("invitation", ""), ("reminder", ":2026-11-20")):
                letters.append(
                    {"key": f"{kind}:{call.id}:{rank}{day}", "kind": kind,
                     "recipient": "a@x.example", "reply_to": "", "subject": "S", "body": "B",
                     "state": LetterState.SENT, "planned_at": NOW,
                     "sent_at": NOW, "leave_at": NOW, "call_id": call.id,
                     "invitation_id": rank}
                )  # fmt: skip
        invited(session, call, who)
        session.execute(insert(OutboxLetter), letters)
        there = [rank for rank in ranks if rank % 3]
        begun(session, {rank: NOW - timedelta(days=rank % 9) for rank in there})
        session.execute(
            insert(Answer),
            [{"contribution_id": rank, "question_id": question, "value": "Une réponse",
              "confidential": False, "saved_at": NOW} for rank in there for question in asked[:10]],
        )  # fmt: skip
        session.execute(
            insert(Version),
            [{"contribution_id": rank, "number": 1, "reference": f"BG-{rank}-1", "sent_at": NOW,
              "channel": "web", "late": False, "content": {"answers": {}, "confidential": []},
              "digest": "0" * 64} for rank in there if rank % 3 == 1],
        )  # fmt: skip
        session.commit()


def main() -> int:
    """Print every figure; 1 when one is over its budget."""
    over = False
    with opened() as app:
        filled(app)
        visitor = signed_in(app)
        for page, (path, budget) in PAGES.items():
            statements, spent, size = cost(app, visitor, path)
            late = budget is not None and (statements > MOST_STATEMENTS or spent > budget)
            over = over or late
            words = f"{page:10} {statements:3} statements {spent:7.0f} ms {size // 1024:6} Ko"
            sys.stdout.write(f"{words}{'  OVER' if late else ''}\n")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
