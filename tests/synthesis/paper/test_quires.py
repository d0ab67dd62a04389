"""A note printed in quires is one document: pages, links, outline, tags; and the same each time."""

from __future__ import annotations

import dataclasses
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import page
import pikepdf
import pytest

from consult.synthesis.paper import press, pressroom, printing, quires, relay, stages
from consult.synthesis.snapshot import AnswerInFull, ContributionInFull, Source, to_json
from tests.synthesis import samples
from tests.synthesis.paper.test_binding import links, names, page_of, read

ROOT = Path(__file__).resolve().parents[3]
SIX = tuple(f"C{number:02}" for number in range(1, 7))


def contribution(code, words=60):
    said = " ".join(f"mot{number} {code}" for number in range(words))
    answers = (AnswerInFull("Besoins", "Que faut-il ?", (said,)),)
    return ContributionInFull(code, f"Agence {code}", code, "Reçue le 1er octobre 2018", answers)


@pytest.fixture(scope="module")
def note():
    return samples.rich(
        contributions=tuple(map(contribution, SIX)),
        sources=tuple(Source(code, f"Agence {code}", ("s001",), in_full=True) for code in SIX),
    )


@pytest.fixture(scope="module", autouse=True)
def short_quires():
    """Quires of two contributions, so that a small note has several."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(quires, "LONG", 1)
        changed.setattr(quires, "QUIRE", 1_700)
        changed.setattr(quires, "LINK", 150)
        yield


PROGRAM = """
import sys
from consult.synthesis import snapshot
from consult.synthesis.paper import press, printing, quires
quires.LONG, quires.QUIRE, quires.LINK = 1, 1_700, 150
if sys.argv[1] == "press":
    press.main(["120", "3072"])
else:
    note = snapshot.from_json(sys.stdin.read())
    sys.stdout.buffer.write(printing.printed(note))
"""


def printed(note, how):
    text = to_json(note).encode()
    with tempfile.TemporaryDirectory() as room, tempfile.TemporaryFile() as out:
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROGRAM, how],
            input=b"%d\n" % len(text) + text if how == "press" else text,
            stdout=out,
            stderr=subprocess.PIPE,
            check=True,
            cwd=ROOT,
            env={**pressroom.environment(), "PYTHONPATH": str(ROOT), "TMPDIR": room},
        )
        out.seek(0)
        return out.read(), run.stderr.decode()


@pytest.fixture(scope="module")
def content(note):
    return printed(note, "in one process")[0]


@pytest.fixture(scope="module")
def pdf(content):
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield opened


def test_a_note_that_two_hands_hold_has_no_quires(monkeypatch, note):
    monkeypatch.setattr(quires, "LONG", 400_000)

    cut = quires.cut(note)

    assert (cut.long, cut.index) == (False, ())
    assert [part.sections for part in (cut.body, *cut.annexes, cut.end)] == [
        ("body",),
        ("annex-a", "positions"),
        ("annex-b",),
        ("contributors", "sources", "colophon"),
    ]


def test_contributions_are_cut_between_two_of_them_and_none_is_lost(note):
    cut = quires.cut(note)
    figures, *found = cut.annexes

    assert figures.sections == ("annex-a", "positions")
    assert [(each.first, each.after) for each in found] == [(0, 2), (2, 4), (4, 6)]
    assert [(each.first, each.after) for each in cut.index] == [(0, 2), (2, 4), (4, 6)]


def test_a_contribution_longer_than_a_quire_has_one_of_its_own(note):
    long = dataclasses.replace(
        note, contributions=tuple(contribution(code, 400) for code in SIX[:2])
    )

    assert [(each.first, each.after) for each in quires.cut(long).annexes[1:]] == [
        (0, 1),
        (1, 2),
    ]


def test_pages_are_numbered_through_all_parts(content, pdf):
    count = len(pdf.pages)

    told = [read(content, number).replace(" ", "") for number in range(2, count + 1)]
    feet = [f"{number}/{count}\n" in text for number, text in enumerate(told, 2)]

    assert feet == [True] * (count - 1)


def test_links_lead_from_the_pages_to_every_quire_and_back(pdf):
    places = names(pdf)
    homes = {page_of(pdf, places[f"contribution-{code}"]) for code in SIX}
    ways = {(number, page_of(pdf, places[name])) for number, name in links(pdf)}

    assert len(homes) == 3
    assert {to for _, to in ways if to in homes} == homes
    assert page_of(pdf, places["point-1"]) < min(homes)
    assert {number for number, to in ways if to < min(homes)} >= homes


def test_the_index_tells_the_pages_of_the_quires(content, pdf):
    places = names(pdf)
    first = page_of(pdf, places["sources"])
    index = "\n".join(read(content, first + rank) for rank in range(3))

    for code in SIX:
        line = next(line for line in index.splitlines() if line.strip().startswith(code))
        assert line.split()[-1] == str(page_of(pdf, places[f"contribution-{code}"]))


def test_the_outline_goes_on_through_every_part(pdf):
    lines = list(outlined(pdf, pdf.Root.Outlines))
    titles = [title for _, title in lines]
    annex = next(
        line for line in below(pdf.Root.Outlines) if str(line.Title).startswith("Annexe B")
    )
    under = [str(line.Title)[:3] for line in below(annex)]

    assert [page for page, _ in lines] == sorted(page for page, _ in lines)
    assert under == list(SIX)
    assert titles.count("Annexe A. Réponses aux questions fermées") == 1
    assert pdf.Root.Outlines.Count == len(lines)
    assert annex.Count == len(SIX)


def below(line):
    """The lines of the outline under one of them."""
    found = line.get("/First")
    while found is not None:
        assert found.Parent.objgen == line.objgen
        yield found
        after = found.get("/Next")
        assert after is None or after.Prev.objgen == found.objgen
        if after is None:
            assert line.Last.objgen == found.objgen
        found = after


def outlined(pdf, line):
    for each in below(line):
        yield page_of(pdf, each.Dest), str(each.Title)
        yield from outlined(pdf, each)


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_it_is_accessible_and_archivable(content, profile, tmp_path):
    file = tmp_path / "note.pdf"
    file.write_bytes(content)

    failures = page.validate_pdf(str(file), profile=profile).failures

    assert sorted({failure.rule_id for failure in failures}) == []


def test_processes_that_take_turns_print_the_same_bytes(content, note):
    made, told = printed(note, "press")
    said = told.replace(stages.STAGE, "").splitlines()

    assert made == content
    assert said[:2] == ["composing", "annexes"]
    assert said[-4].split()[1] == said[-4].split()[2]
    assert said[-3:] == ["laying_out", "writing", stages.DONE]


# -- processes that take turns ---------------------------------------------------------------


def counted(pages):
    return lambda: (printing.Count(pages, {}, {}), f"sheaf of {pages}")


def test_quires_are_kept_in_their_order(tmp_path, monkeypatch):
    monkeypatch.setattr(relay.tempfile, "tempdir", str(tmp_path))
    told = []
    turns = relay.Relay(lambda *one: told.append(one))

    turns.run([counted(3), counted(1), lambda: (printing.Count(9, {}, {}), None)])
    after = turns.run([counted(2)])

    assert [count.pages for count in after] == [2]
    assert [count.pages for count in turns.counts] == [3, 1, 2]
    assert list(turns.sheaves()) == ["sheaf of 3", "sheaf of 1", "sheaf of 2"]
    assert sorted(told) == [(0, 3), (1, 1), (3, 2)]


def test_a_quire_that_crashes_is_printed_once_more(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(relay.tempfile, "tempdir", str(tmp_path))
    turns = relay.Relay(lambda *_: None)

    turns.run([crashing(tmp_path / "met", times=1)])

    assert [count.pages for count in turns.counts] == [7]
    assert capfd.readouterr().err == "A quire ended with -11 and is printed again.\n"


def test_a_quire_that_crashes_twice_ends_the_printing(tmp_path, monkeypatch):
    monkeypatch.setattr(relay.tempfile, "tempdir", str(tmp_path))
    turns = relay.Relay(lambda *_: None)

    with pytest.raises(relay.Ended) as ended:
        turns.run([crashing(tmp_path / "met", times=2)])

    assert ended.value.code == -signal.SIGSEGV
    assert press._code(ended.value.code) == stages.FELL


def test_a_quire_without_memory_ends_the_printing_and_its_neighbour(tmp_path, monkeypatch):
    monkeypatch.setattr(relay.tempfile, "tempdir", str(tmp_path))
    turns = relay.Relay(lambda *_: None)

    with pytest.raises(relay.Ended) as ended:
        turns.run([signal.pause, exhausted])

    assert ended.value.code == stages.TOO_BIG


def exhausted():
    raise MemoryError


def crashing(met, times):
    def job():
        seen = len(met.read_text()) if met.exists() else 0
        met.write_text("x" * (seen + 1))
        if seen < times:
            os.kill(os.getpid(), signal.SIGSEGV)
        return counted(7)()

    return job
