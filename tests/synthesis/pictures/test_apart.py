import sys

import pytest

from consult.synthesis.pictures import apart, fitting
from consult.synthesis.pictures.fitting import Fault, Unfit
from tests.synthesis.pictures.drawn import file


def refused(content):
    with pytest.raises(Unfit) as caught:
        apart.fitted(content)
    return caught.value.fault


def test_a_picture_drawn_apart_is_the_one_that_would_be_drawn_here():
    given = file("JPEG", (800, 400))

    assert apart.fitted(given) == fitting.fitted(given)


def test_a_refusal_comes_back_as_it_was_said(monkeypatch):
    assert refused(file()[:60]) is Fault.BROKEN
    monkeypatch.setattr(apart, "PROGRAM", ["/nowhere"])
    assert refused(b"GIF89a") is Fault.OTHER  # seen without a process


@pytest.mark.parametrize("ends", ["raise SystemExit(9)", "import time; time.sleep(9)"])
def test_a_process_that_tells_nothing_has_read_nothing(monkeypatch, ends):
    monkeypatch.setattr(apart, "PROGRAM", [sys.executable, "-I", "-S", "-c", ends])
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.3 if "sleep" in ends else 60)

    assert refused(file()) is Fault.BROKEN
