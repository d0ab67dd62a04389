"""What the reading desk costs with 5 000 answers: `python -m tests.bench.bench_reading`.

Statements and processor time of one request for the page of a question, plain and narrowed by
everything at once, for the news that an open page asks for, and for noting one thing. The
agencies are invented and say what the ten of the demonstration say; a third of the answers was
read, a third was given to somebody, a tenth was coded.
"""

from __future__ import annotations

import sys
from itertools import cycle
from time import process_time

from flask import Flask
from sqlalchemy import insert, select

from consult.accounts.models import User
from consult.analysis.models import Assignment, Coding, Excerpt, Origin, Reading, Theme
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from tests.bench.workshop import DEMONSTRATION, NOW, begun, cost, invited, opened, signed_in

ANSWERS = 5_000
MOST_STATEMENTS, MOST_MS = 15, 300.0
HERE = f"/staff/calls/{DEMONSTRATION}/reading"
QUESTION = "needs_text"
NARROWED = "&state=unread&level=locale&level=régionale&to=nobody&consent=named"
PAGES = {
    "question": (f"{HERE}?question={QUESTION}", MOST_MS),
    "narrowed": (f"{HERE}?question={QUESTION}{NARROWED}&answer=territory_type:basin", MOST_MS),
    "last": (f"{HERE}?question={QUESTION}&from={10_000 + ANSWERS - 1}", MOST_MS),
    "news": (f"{HERE}/news?question={QUESTION}&since={NOW:%Y-%m-%dT%H:%M:%SZ}", None),
    "readers": (f"{HERE}/readers", None),
}


def filled(app: Flask) -> None:
    """The demonstration with so many contributions beside its own."""
    with app.extensions["database"].writer() as session:
        call = session.scalars(select(Call).where(Call.slug == DEMONSTRATION)).one()
        question = session.scalars(
            select(Question).where(Question.call_id == call.id, Question.key == QUESTION)
        ).one()
        said = cycle(session.scalars(select(Version.content)).all())
        ranks = range(10_000, 10_000 + ANSWERS)
        levels = ("locale", "départementale", "régionale")
        who = {rank: {"level": levels[rank % 3], "region": f"Région {rank % 13}"} for rank in ranks}
        invited(session, call, who)
        begun(session, dict.fromkeys(ranks, NOW))
        contents = (one for one in said if QUESTION in one["answers"])
        session.execute(
            insert(Version),
            [{"id": rank, "contribution_id": rank, "number": 1, "reference": f"BR-{rank}",
              "sent_at": NOW, "channel": "web", "late": False, "content": next(contents),
              "digest": "0" * 64} for rank in ranks],
        )  # fmt: skip
        noted(session, question, ranks)
        session.commit()


def noted(session, question: Question, ranks: range) -> None:  # type: ignore[no-untyped-def]
    """What the only reader read, was given and coded."""
    user = session.scalars(select(User.id).order_by(User.id.desc())).first()
    theme = session.scalars(select(Theme.id).where(Theme.question_id == question.id)).first()
    pair = [{"contribution_id": rank, "question_id": question.id} for rank in ranks]
    session.execute(
        insert(Reading),
        [{**one, "user_id": user, "version": 1, "flagged": rank % 9 == 0, "good_practice": False,
          "to_check": False, "changed_at": NOW} for rank, one in zip(ranks, pair, strict=True)
         if rank % 3 == 0],
    )  # fmt: skip
    session.execute(
        insert(Assignment),
        [{**one, "user_id": user, "by_id": user, "at": NOW} for one in pair[::3]],
    )
    coded = [rank for rank in ranks if rank % 10 == 0]
    session.execute(
        insert(Excerpt),
        [{"id": rank, "version_id": rank, "question_id": question.id, "item": None, "field": None,
          "start": 0, "end": 20, "confidential": False, "position": 1} for rank in coded],
    )  # fmt: skip
    session.execute(
        insert(Coding),
        [{"excerpt_id": rank, "theme_id": theme, "stance": None, "origin": Origin.HUMAN,
          "user_id": user, "coded_at": NOW} for rank in coded],
    )  # fmt: skip


def main() -> int:
    """Print every figure; 1 when one is over its budget."""
    over = False
    with opened() as app:
        visitor = signed_in(app)
        filled(app)
        start = process_time()
        visitor.get(PAGES["question"][0])
        first = (process_time() - start) * 1000
        sys.stdout.write(f"first of the process, opening every version: {first:.0f} ms\n")
        for page, (path, budget) in PAGES.items():
            statements, spent, size = cost(app, visitor, path)
            late = budget is not None and (statements > MOST_STATEMENTS or spent > budget)
            over = over or late
            words = f"{page:10} {statements:3} statements {spent:7.0f} ms {size // 1024:6} Ko"
            sys.stdout.write(f"{words}{'  OVER' if late else ''}\n")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
