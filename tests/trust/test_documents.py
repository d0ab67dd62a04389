"""veraPDF, the reference, judges the files that leave the house."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import pytest

from config import ROOT
from consult.synthesis import render_pdf
from consult.synthesis.paper import quires
from tests.synthesis import samples
from tests.synthesis.reference import composed, reference

pytestmark = pytest.mark.trust
ARCHIVE = "ua1,3a"
SLUG = "territoires-industrie-2018"
DEMONSTRATION = ROOT / "consult" / "demo" / SLUG


def judged(profiles, *files):
    run = subprocess.run(
        [ROOT / ".ci" / "verapdf", profiles, *files],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("sample", ["rich", "bare", "extreme"])
def test_a_note_is_accessible_and_archivable(sample, tmp_path):
    file = tmp_path / f"{sample}.pdf"
    file.write_bytes(render_pdf.render(getattr(samples, sample)()))

    code, said = judged(ARCHIVE, file)

    assert code == 0, said
    assert said.count(" complies, ") == 2


def test_a_note_of_three_hundred_hostile_contributions_is_accessible_and_archivable(tmp_path):
    file = tmp_path / "hostile.pdf"
    note = samples.hostile(300)
    file.write_bytes(render_pdf.render(note))

    code, said = judged(ARCHIVE, file)

    assert len(quires.cut(note).annexes) > 2
    assert code == 0, said


def test_the_note_of_a_call_that_nobody_answered_is_accessible_and_archivable(tmp_path):
    file = tmp_path / "empty.pdf"
    file.write_bytes(render_pdf.render(composed(replace(reference(), replies=(), passages=()))))

    code, said = judged(ARCHIVE, file)

    assert code == 0, said


def test_the_note_of_the_demonstration_is_accessible_and_archivable(cli, tmp_path):
    file = tmp_path / "note.pdf"
    cli("bundle", "load", DEMONSTRATION)
    cli("note", "build", SLUG, "-o", file)

    code, said = judged(ARCHIVE, file)

    assert code == 0, said


@pytest.fixture
def token(cli):
    """The personal link of an agency that answered."""
    cli("bundle", "load", DEMONSTRATION)
    return cli("call", "links", SLUG, "--agency", "SOFIE").output.split("/r/")[1].split()[0]


def test_the_copy_that_an_agency_keeps_is_accessible(client, token, tmp_path):
    here = client.get(f"/r/{token}").path
    file = tmp_path / "copy.pdf"
    file.write_bytes(client.request("GET", f"{here}copy.pdf").data)

    code, said = judged("ua1", file)

    assert code == 0, said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_questionnaire_to_fill_is_accessible(client, token, tmp_path, language):
    file = tmp_path / "questionnaire.pdf"
    answer = client.request("GET", f"/r/{token}/questionnaire.pdf?language={language}")
    file.write_bytes(answer.data)

    code, said = judged("ua1", file)

    assert code == 0, said


def test_the_judge_notices_a_file_that_is_not_accessible(tmp_path):
    from weasyprint import HTML  # noqa: PLC0415 - only to make a bad example

    file = tmp_path / "plain.pdf"
    file.write_bytes(HTML(string="<h1>Plain</h1>").write_pdf())

    code, said = judged("ua1", file)

    assert code == 1
    assert "DOES NOT COMPLY" in said
