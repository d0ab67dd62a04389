"""Every sentence of every room exists in both languages."""

from __future__ import annotations

import subprocess
import sys

from config import ROOT


def test_catalogues_are_complete_in_both_languages():
    checked = subprocess.run(
        [sys.executable, ".ci/catalogues", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout + checked.stderr == "Every catalogue is complete.\n"
