"""Loading late is not loading otherwise."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from consult import house
from consult.analysis.exporting import waiting
from consult.analysis.searching import indexing
from consult.analysis.suggesting import searches as proposals
from consult.campaign import calendar_tasks, closing, reminding
from consult.contributions.files import filing
from consult.publication import service as giving
from consult.synthesis import queries

ROOT = Path(__file__).resolve().parents[2]


def test_every_command_is_where_the_house_says():
    found = {
        room: tuple(command.name for command in import_module(room).GROUPS)
        for room in house.COMMANDS
    }

    assert found == house.COMMANDS


def test_every_room_that_has_pages_shows_them(app):
    rooms = {f"consult.{path.parent.name}.views" for path in ROOT.glob("consult/*/views.py")}
    rooms |= {f"consult.{path.parent.name}.views" for path in ROOT.glob("consult/*/views/")}

    assert set(house.PAGES) == rooms
    app.url_map.update()
    assert {import_module(room).pages.name for room in rooms} <= set(app.blueprints)


def test_the_worker_knows_every_kind_of_job(app):
    planned = {reminding.REMIND, closing.CLOSE}
    kinds = {filing.SCAN, queries.RENDER, indexing.INDEX, waiting.MAKE, proposals.KIND, *planned}
    kinds.add(giving.COPY)
    assert set(house.JOBS) == kinds
    assert set(calendar_tasks.PAGES) == planned
    assert kinds < set(app.extensions["jobs"])
    for shelf, run, about in house.JOBS.values():
        found = import_module(shelf)
        assert callable(getattr(found, run)), run
        assert callable(getattr(found, about)), about


def test_a_command_loads_no_page():
    program = (
        "import sys; from wsgi import app; app.cli.get_command(None, 'note');"
        "print(sorted(name for name in sys.modules"
        " if name.startswith('consult.') and name.split('.')[2:3] == ['views']))"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert run.stdout.strip() == "[]"
