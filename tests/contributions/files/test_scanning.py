"""Files before the virus scanner: what it says is kept, told and obeyed."""

from __future__ import annotations

import socket

import pytest

from consult.contributions.files.scanning import CHUNK, ScanFailed, Verdict, verdict_on
from tests.clamd import EICAR, Clamd


@pytest.fixture
def clamd():
    running = Clamd()
    yield running
    running.close()


@pytest.mark.parametrize("content", [b"", b"a", b"a" * CHUNK, b"a" * (3 * CHUNK + 1)])
def test_every_byte_goes_before_the_scanner(clamd, content):
    assert verdict_on(content, url=clamd.url) == Verdict()
    assert clamd.heard == [content]


def test_what_the_scanner_finds_has_a_name(clamd):
    assert verdict_on(b"x" + EICAR, url=clamd.url) == Verdict("Eicar-Test-Signature")


def test_the_scanner_may_listen_on_a_local_socket(tmp_path):
    running = Clamd(socket.AF_UNIX, str(tmp_path / "s"))

    assert verdict_on(b"a", url=running.url) == Verdict()
    running.close()


@pytest.mark.parametrize("says", [b"", b"stream: ERROR\0", b"\xff\0", b"stream: OK but\0"])
def test_an_answer_that_is_neither_is_a_failure(says):
    running = Clamd(says=says)

    with pytest.raises(ScanFailed):
        verdict_on(b"a", url=running.url)
    running.close()


def test_a_file_too_long_for_the_scanner_is_a_failure():
    running = Clamd(most=10)

    with pytest.raises(ScanFailed):
        verdict_on(b"a" * (20 * CHUNK), url=running.url)
    running.close()


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/at/all"])
def test_a_scanner_that_is_away_is_a_failure(url):
    with pytest.raises(ScanFailed):
        verdict_on(b"a", url=url, patience=1)
