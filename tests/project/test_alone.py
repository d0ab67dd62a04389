"""The project stands alone: it is cloned without its neighbours."""

from __future__ import annotations

import subprocess

import pytest

from config import ROOT

# Written in two halves, so that this file does not say them either.
NEIGHBOURS = ("../" + "shared", "/" + "work/", "/" + "tmp/brief")


def committed():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.fail("Not a git checkout: what is part of the project is not known.")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_nothing_refers_to_a_folder_outside():
    outside = set()
    for path in committed():
        content = path.read_bytes() if path.is_file() else b""
        outside |= {
            f"{path.relative_to(ROOT)}: {neighbour}"
            for neighbour in NEIGHBOURS
            if neighbour.encode() in content
        }
    assert outside == set()


def test_nothing_large_is_committed():
    large = {path.name for path in committed() if path.is_file() and path.stat().st_size > 2**20}
    assert large == set()
