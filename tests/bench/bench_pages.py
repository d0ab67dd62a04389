"""What long pages of staff cost with 1 000 contributions: `python -m tests.bench.bench_pages`.

Statements, processor time and size of one request, once the process has read the answers, each
with the same budget; and what the process holds at the end. The first look at each page is told
too: it pays for what the others find at hand.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from time import process_time
from types import SimpleNamespace

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Role
from consult.analysis.searching import tasks as searching
from consult.calls.models import Call
from tests.bench.bench_desk import grown
from tests.bench.workshop import HERE, cost, opened, signed_in

MOST_MS, MOST_BYTES = 300.0, 500_000
MOST_MEGABYTES = 400
PAGES = (
    "/staff",
    "/staff/agencies",
    "/staff/search?q=xyzzyq",
    HERE,
    *(
        HERE + where
        for where in (
            "/responses",
            "/reminders",
            "/deadline",
            "/audience",
            "/reading",
            "/reading/readers",
            "/coding/history",
            "/search?q=terrain",
            "/search?q=xyzzyq",
            "/themes",
            "/themes/table",
            "/themes/table?by=agency",
            "/themes/table/passages?theme=criteria_text/project",
            "/themes/agreement",
            "/figures",
            "/figures/counts",
            "/figures/counts/crossed",
            "/figures/sectors.svg",
            "/note",
            "/note/read-back",
            "/note/desk",
            "/note/desk/practices",
            "/note/desk/passages?about=q:levers_text",
            "/note/desk/checks",
            "/note/desk/coverage",
        )
    ),
)


def main() -> int:
    """Print every figure; 1 when one is over its budget."""
    over = False
    with opened() as app:
        grown(app)
        indexed(app)
        visitor = signed_in(app, Role.ADMIN)
        for path in PAGES:
            start = process_time()
            first = visitor.get(path, follow_redirects=True)
            before = (process_time() - start) * 1000
            where = first.request.full_path.rstrip("?")
            statements, spent, size = cost(app, visitor, where, rounds=3)
            late = spent > MOST_MS or size > MOST_BYTES
            over = over or late
            words = f"{statements:3} statements {spent:6.0f} ms {size // 1024:5} Ko"
            sys.stdout.write(f"{path[-52:]:52} {words}, first {before:6.0f} ms{' OVER' * late}\n")
    held = most_held()
    sys.stdout.write(f"most memory held: {held} MB (budget {MOST_MEGABYTES} MB)\n")
    return int(over or held > MOST_MEGABYTES)


def indexed(app: Flask) -> None:
    """What the worker does for the search."""
    with app.app_context():
        with app.extensions["database"].reader() as session:
            number = session.scalar(select(Call.id))
        searching.index(SimpleNamespace(payload={"call": number}))  # type: ignore[arg-type]


def most_held() -> int:
    """Megabytes of this process when it held most."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    sys.exit(main())
