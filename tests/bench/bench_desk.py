"""What the drafting desk costs with 1 000 contributions: `python -m tests.bench.bench_desk`.

Statements and processor time of every request that a page being written makes, once the process
has read the answers: opening the desk, saving a block, drawing chips, passages, figures, practices,
the preview, the checks and the coverage; and what the first of them pays for all. The questionnaire
and the themes are those of the demonstration, the agencies are invented.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from statistics import median
from time import process_time
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from consult.analysis.material import Material
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.models import Call, Question
from consult.contributions.models import Version
from tests.bench.material import printable
from tests.bench.workshop import DEMONSTRATION, NOW, begun, counted, invited, opened, signed_in
from tests.bench.workshop import HERE as CALL

CONTRIBUTIONS, ROUNDS, FIRST = 1_000, 3, 10_000
HERE = f"{CALL}/note/desk"


def grown(app: Flask, replies: int = CONTRIBUTIONS) -> None:
    """The demonstration with so many contributions beside its own, five passages coded in each."""
    made = printable(replies, words=60)
    with app.extensions["database"].writer() as session:
        call = session.scalars(select(Call).where(Call.slug == DEMONSTRATION)).one()
        number = {reply.agency: FIRST + rank for rank, reply in enumerate(made.replies)}
        _asked(session, call, made, number)
        begun(session, dict.fromkeys(number.values(), NOW))
        session.execute(
            insert(Version),
            [{"id": number[reply.agency], "contribution_id": number[reply.agency], "number": 1,
              "reference": f"BD-{number[reply.agency]}", "sent_at": NOW, "channel": "web",
              "late": False, "digest": "0" * 64,
              "content": {"answers": dict(reply.values), "confidential": [],
                          "attribution": "named", "quote_permission": "allowed"}}
             for reply in made.replies],
        )  # fmt: skip
        _coded(session, call, made, number)
        session.commit()


def _asked(session: Any, call: Call, made: Material, number: dict[str, int]) -> None:
    member = made.member
    who = {
        number[one.agency]: {
            "acronym": one.agency,
            "name": f"Agence {number[one.agency]}",
            "level": member[one.agency].level,
            "region": member[one.agency].region,
        }
        for one in made.replies
    }
    invited(session, call, who)


def _coded(session: Any, call: Call, made: Material, number: dict[str, int]) -> None:
    keys = dict(
        session.execute(select(Question.key, Question.id).where(Question.call_id == call.id)).all()
    )
    rows = session.execute(
        select(Question.key, Theme.key, Theme.id)
        .join(Question, Question.id == Theme.question_id)
        .where(Theme.call_id == call.id)
    )
    themes = {(question, theme): one for question, theme, one in rows}
    passages = [(FIRST + rank, one) for rank, one in enumerate(made.passages)]
    session.execute(
        insert(Excerpt),
        [{"id": rank, "version_id": number[one.agency], "question_id": keys[one.question],
          "item": one.item, "field": one.field, "start": one.start, "end": one.end,
          "confidential": False, "position": rank} for rank, one in passages],
    )  # fmt: skip
    session.execute(
        insert(Coding),
        [{"excerpt_id": rank, "theme_id": themes[one.question, one.theme or ""],
          "stance": one.stance, "origin": Origin.HUMAN, "user_id": None, "coded_at": NOW}
         for rank, one in passages],
    )  # fmt: skip


class Writer:
    """Somebody at the desk, with what each request costs."""

    def __init__(self, app: Flask) -> None:
        from bs4 import BeautifulSoup  # noqa: PLC0415 - beside its only use

        self.app, self.visitor = app, signed_in(app)
        page = BeautifulSoup(self.visitor.get(HERE).data, "html.parser")
        self.token = str(page.select_one("[name=csrf_token]")["value"])  # type: ignore[index]

    def get(self, where: str) -> Any:
        answer = self.visitor.get(HERE + where)
        assert answer.status_code == 200, (where, answer.status)
        return answer

    def post(self, where: str, **body: Any) -> Any:
        headers = {"X-CSRFToken": self.token}
        answer = self.visitor.post(HERE + where, json=body, headers=headers)
        assert answer.status_code == 200, (where, answer.status, answer.text[:300])
        return answer


def measured(
    writer: Writer, name: str, ask: Callable[[], Any], budget: float | None, rounds: int = ROUNDS
) -> bool:
    """Print what a request costs; whether it is over its budget."""
    times, size = [], 0
    for _ in range(rounds):
        with counted(writer.app) as said:
            start = process_time()
            size = len(ask().data)
            times.append((process_time() - start) * 1000)
    late = budget is not None and median(times) > budget
    words = f"{name:22} {len(said):3} statements {median(times):7.0f} ms {size // 1024:6} Ko"
    sys.stdout.write(f"{words}{f'  OVER {budget:.0f} ms' if late else ''}\n")
    return late


def each(writer: Writer) -> bool:
    """Every request of a page being written; whether one is over its budget."""
    block = Typed(writer)
    get, rules = partial(partial, writer.get), [f"theme:levers_text/{one}" for one in THEMES]
    asked: tuple[tuple[str, Callable[[], Any], float], ...] = (
        ("opened", get(""), 300),
        ("block saved", block.save, 300),
        ("news", lambda: writer.get(f"/news?since={block.revision}"), 100),
        ("chips", partial(writer.post, "/resolve", rules=[*rules, "answered"], places=[]), 300),
        ("figure chosen", get("/figures/joined?add=answered"), 300),
        ("passages", get("/passages"), 300),
        ("passages of a question", get(QUESTION), 300),
        ("figures", get("/figures"), 300),
        ("charts", get("/exhibits"), 300),
        ("practices", get("/practices"), 1_000),
        ("what to propose", get("/propose"), 300),
        ("preview", get("/preview"), 1_000),
        ("checks", get("/checks"), 1_000),
        ("coverage", get("/coverage"), 1_000),
    )
    late = [measured(writer, *one) for one in asked]
    return any(late)


class Typed:
    """A block that somebody types into."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.letters = writer, count()
        added = writer.post("/blocks", kind="claim", content=said(0), after="last").get_json()
        self.key, self.revision = added["added"], added["revision"]

    def save(self) -> Any:
        """One saving more."""
        content = said(next(self.letters))
        told = self.writer.post(f"/blocks/{self.key}", content=content, revision=self.revision)
        self.revision = told.get_json()["revision"]
        return told


THEMES = ("terrain", "referent", "formation")
QUESTION = "/passages?about=q:levers_text"


def said(number: int) -> dict[str, Any]:
    """What somebody types."""
    return {"content": [{"text": f"Les agences demandent {number} choses."}]}


def main() -> int:
    """Print every figure; 1 when one is over its budget."""
    with opened() as app:
        grown(app)
        writer = Writer(app)
        measured(writer, "first of the process", lambda: writer.get("/exhibits"), None, 1)
        draft = partial(writer.post, "/propose", replace="1", since=0)
        measured(writer, "first draft", draft, None, 1)
        return int(each(writer))


if __name__ == "__main__":
    sys.exit(main())
