"""Who may commit, who may ask the time, and who may read the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

import consult

PACKAGE = Path(consult.__file__).parent
# The queue commits between the steps of a job; a journal of reads is a write of its own.
ALSO = {"jobs.py", "delivering.py"}


def files_that_say(words):
    """The shelf of each file: a folder of views is that shelf too, and so are more tasks."""
    found = (path for path in PACKAGE.rglob("*.py") if words in path.read_text())
    return {
        "views.py" if path.parent.name == "views" else path.name.removeprefix("calendar_")
        for path in found
    }


def test_only_views_commands_and_tasks_commit():
    assert files_that_say(".commit()") - ALSO <= {"views.py", "commands.py", "tasks.py"}


@pytest.mark.parametrize(
    "shelf",
    ["service.py", "queries.py", "models.py", "rules.py"],
)
@pytest.mark.parametrize("word", ["from flask ", "import flask", "consult import clock", "wtforms"])
def test_below_the_views_nobody_knows_the_request_or_the_time(shelf, word):
    known = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob(shelf)
        if word in path.read_text().replace("\n    from flask_babel", "")
    }
    assert known == set()
