"""What coding one excerpt costs the server: `python -m tests.bench.bench_coding`.

Processor time of one request of the script that codes (the answer comes back drawn anew), of the
palette, of undoing, and of the same answer asked again, in the demonstration and among 5 000
contributions with 20 000 codings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time

from flask import Flask
from sqlalchemy import func, insert, select

from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Call, Invitation, Question
from consult.contributions.models import Contribution, Version
from tests.bench.workshop import DEMONSTRATION as SLUG
from tests.bench.workshop import NOW, begun, invited, opened, signed_in

ROUNDS, MORE, EACH = 25, 5_000, 4
MOST_MS = 30.0
TEXT = " ".join(f"Phrase numéro {rank} sur les délais et le foncier." for rank in range(40))
FRAGMENT = {"X-Fragment": "1"}


def grown(app: Flask) -> None:
    """So many contributions more, each with a long answer and a few codings."""
    with app.extensions["database"].writer() as session:
        call = session.scalars(select(Call).where(Call.slug == SLUG)).one()
        theme = session.scalars(select(Theme).where(Theme.question_id.is_not(None))).first()
        assert theme is not None
        assert theme.question is not None
        question, key = theme.question_id, theme.question.key
        content = {"answers": {key: TEXT}, "confidential": [], "attribution": "named",
                   "quote_permission": "allowed"}  # fmt: skip
        ranks = range(10_000, 10_000 + MORE)
        invited(session, call, {rank: {} for rank in ranks})
        begun(session, dict.fromkeys(ranks, NOW))
        session.execute(
            insert(Version),
            [{"id": rank, "contribution_id": rank, "number": 1, "reference": f"BC-{rank}",
              "sent_at": NOW, "channel": "web", "late": False, "content": content,
              "digest": "0" * 64} for rank in ranks],
        )  # fmt: skip
        first = (session.scalar(select(func.max(Excerpt.id))) or 0) + 1
        excerpts = [
            {"id": first + EACH * place + one, "version_id": rank, "question_id": question,
             "item": None, "field": None, "start": one * 50, "end": one * 50 + 30,
             "confidential": False, "position": place}
            for place, rank in enumerate(ranks) for one in range(EACH)
        ]  # fmt: skip
        session.execute(insert(Excerpt), excerpts)
        session.execute(
            insert(Coding),
            [{"excerpt_id": one["id"], "theme_id": theme.id, "stance": None,
              "origin": Origin.IMPORT, "coded_at": NOW} for one in excerpts],
        )  # fmt: skip
        session.commit()


def measured(app: Flask, visitor) -> dict[str, float]:  # type: ignore[no-untyped-def]
    """The middle of the processor times of each request, in milliseconds."""
    with app.extensions["database"].reader() as session:
        version, question, theme = session.execute(
            select(Version, Theme.question_id, Theme.id)
            .join(Contribution, Contribution.id == Version.contribution_id)
            .join(Invitation, Invitation.id == Contribution.invitation_id)
            .join(Question, Question.call_id == Invitation.call_id)
            .join(Theme, Theme.question_id == Question.id)
            .where(Question.kind == "long_text")
            .order_by(Version.id.desc(), Theme.id)
        ).first()
        asked = session.get(Question, question)
        text = version.content["answers"].get(asked.key) or TEXT
        contribution = version.contribution_id
    here = f"/staff/calls/{SLUG}"
    answer = f"{here}/reading/answers/{contribution}/{question}"
    given = {"version": version.id, "item": "", "field": "", "theme": theme}
    length = len(text)

    def code(rank: int) -> None:
        data = {**given, "span": f"{rank * 7 % (length - 20)}-{rank * 7 % (length - 20) + 19}"}
        sent = visitor.post(
            f"{here}/coding/answers/{contribution}/{question}", data=data, headers=FRAGMENT
        )
        assert sent.status_code == 200, sent.text[:500]

    def asks(path: str) -> Callable[[int], None]:
        def ask(rank: int) -> None:
            assert visitor.get(path, headers=FRAGMENT).status_code == 200

        return ask

    def undo(rank: int) -> None:
        assert visitor.post(f"{here}/coding/undo", headers=FRAGMENT).status_code == 200

    code(0)
    return {
        "code": timed(code, after=undo),
        "answer": timed(asks(answer)),
        "palette": timed(asks(f"{here}/coding/palette/{question}")),
        "undo": timed(undo, before=code),
    }


def timed(
    act: Callable[[int], None],
    before: Callable[[int], None] | None = None,
    after: Callable[[int], None] | None = None,
) -> float:
    """The middle of so many rounds; what comes before and after each is not counted."""
    times = []
    for rank in range(1, ROUNDS + 1):
        if before:
            before(rank)
        start = process_time()
        act(rank)
        times.append((process_time() - start) * 1000)
        if after:
            after(rank)
    return median(times)


def main() -> int:
    """Print every figure; 1 when coding costs more than its budget."""
    over = False
    with opened() as app:
        visitor = signed_in(app)
        app.config["WTF_CSRF_ENABLED"] = False
        for size in ("demonstration", f"{MORE} more"):
            if size != "demonstration":
                grown(app)
            for what, spent in measured(app, visitor).items():
                late = what == "code" and spent > MOST_MS
                over = over or late
                sys.stdout.write(f"{size:15} {what:8} {spent:6.1f} ms{'  OVER' if late else ''}\n")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
