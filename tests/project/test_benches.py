"""A bench runs seldom: what it measures must not have moved away from it meanwhile."""

from __future__ import annotations

from importlib import import_module

import pytest

from config import ROOT

BENCHES = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("bench_*.py"))


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_finds_what_it_measures(name):
    import_module(f"tests.bench.{name}")
