"""Rooms import only rooms below them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config import ROOT


def test_import_contracts_hold():
    tool = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
