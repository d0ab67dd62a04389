"""What tests hold in their hands: a query counter, a postbox, a worker, a command line."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from consult import jobs
from tests import counting


@pytest.fixture
def queries(app: Flask) -> Callable[[int], Any]:
    """`with queries(3):` holds the number of SQL statements to a literal."""
    return counting.queries(app.extensions["database"])


@pytest.fixture
def postbox(app: Flask) -> list[EmailMessage]:
    """The letters that left, in order."""
    letters: list[EmailMessage] = []
    app.extensions["post"] = (letters.append, "consult@localhost", "localhost")
    return letters


@pytest.fixture
def work(app: Flask, settle: Callable[[], None]) -> Callable[[], int]:
    """Run every job that is due; says how many there were."""

    def drained() -> int:
        settle()
        with app.app_context():
            count = sum(1 for _ in iter(jobs.run_next, False))
        settle()
        return count

    return drained


@pytest.fixture
def cli(app: Flask, settle: Callable[[], None]) -> Callable[..., Result]:
    """`cli("figures", slug)` runs a command of ours and expects the exit code `code`."""

    def ran(*arguments: object, code: int = 0) -> Result:
        settle()
        result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        settle()
        assert result.exit_code == code, result.output
        return result

    return ran
