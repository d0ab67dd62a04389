"""What is confidential stays so: its words are searched in every byte that leaves."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from io import BytesIO

import page
import pikepdf
import pytest
from sqlalchemy import select

from consult import clock
from consult.accounts.models import AuditEntry
from consult.calls.queries import call_by_slug
from consult.campaign import letters
from consult.campaign import queries as campaign
from consult.jobs import Job
from consult.post import OutboxLetter, enqueue
from consult.synthesis import service
from consult.synthesis.models import Format
from consult.synthesis.snapshot import Audience
from tests.data.hostile import SLUG, write_hostile_bundle
from tests.mail import everything_in
from tests.trust.sizes import sized

FORMATS = ("pdf", "html", "json", "xlsx", "docx")
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADDRESS = re.compile(r"[\w.+-]+@(?!attacker)[\w-]+\.example")
ANONYMOUS = re.compile(r"kanarianonymous(\d{4})\d{6}")


def joined(text):
    """Without what a line break puts inside a word."""
    return re.sub(r"[\s\u00ad\u2010\u200b-]+", "", text)


def insides(pdf):
    """Every stream, string and name of a PDF, decompressed: pages, metadata, attachments."""
    parts = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    parts.append(one.read_bytes())
                except pikepdf.PdfError:
                    parts.append(one.read_raw_bytes())
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                parts += [bytes(each) for each in strings(one)]
        parts += [each.get_file().read_bytes() for each in opened.attachments.values()]
    return parts


def strings(held):
    """The strings directly inside an array or a dictionary."""
    values = held if isinstance(held, pikepdf.Array) else [one for _, one in held.items()]
    return [one for one in values if isinstance(one, pikepdf.String)]


def is_accessible(pdf):
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return report.is_compliant


def printed(pdf):
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def texts(form, content):
    """Everything in a file that could be read, in every way it could be written."""
    if form == "pdf":
        parts = insides(content)
        return [printed(content), *(readings(part) for part in parts)]
    if form in ("xlsx", "docx"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return [content.decode()]


def readings(part):
    return part.decode("latin-1") + part.decode("utf-16-be", "replace")


def statements(value):
    """What each object of a JSON value says by itself: one claim, one quotation, one line."""
    if isinstance(value, list):
        for one in value:
            yield from statements(one)
    elif isinstance(value, dict):
        own = [one for one in value.values() if not isinstance(one, dict)]
        yield json.dumps([one for one in own if not holds_objects(one)], ensure_ascii=False)
        for one in value.values():
            yield from statements(one)


def holds_objects(value):
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)


def forbidden(canaries):
    return [
        *canaries.confidential,
        *canaries.refused,
        *canaries.after_review,
        *canaries.drafts,
        *canaries.emails,
    ]


def found(words, told):
    """The words of the list that stand in a text, however it is broken."""
    whole = joined(told)
    return [word for word in words if word in told or word in whole]


def together(told):
    """The agencies whose anonymous words stand in one line with their acronym."""
    return [
        match[0]
        for line in told.splitlines()
        for match in ANONYMOUS.finditer(line)
        if re.search(rf"AG{int(match[1]):03d}\b|Agence {int(match[1])}\b", line)
    ]


@ONLY_SQLITE
@pytest.mark.parametrize("agencies", sized(40, 300))
def test_a_note_for_a_delegate_tells_nothing_it_was_not_given(
    cli, session, tmp_path, agencies, caplog
):
    caplog.set_level("INFO")
    canaries = write_hostile_bundle(tmp_path / "hostile", agencies=agencies)
    cli("bundle", "load", tmp_path / "hostile")
    words = forbidden(canaries)
    assert len(words) > agencies, "there is something to look for"

    figures = cli("figures", SLUG, "--json").output
    made = {}
    for form in FORMATS:
        file = tmp_path / f"note.{form}"
        cli("note", "build", SLUG, "-o", file)
        made[form] = file.read_bytes()

    assert json.loads(figures)["responses"] == canaries.sent
    assert (found(["kanari"], figures), ADDRESS.findall(figures)) == ([], [])
    for form, content in made.items():
        told = texts(form, content)
        assert {form: [one for part in told for one in found(words, part)]} == {form: []}
        assert {form: [one for part in told for one in ADDRESS.findall(part)]} == {form: []}
    assert found(["kanarinamed"], printed(made["pdf"])), "what may be quoted is"
    assert together(printed(made["pdf"])) == []
    assert [one for each in statements(json.loads(made["json"])) for one in together(each)] == []
    assert is_accessible(made["pdf"])
    assert "kanari" not in caplog.text


@ONLY_SQLITE
def test_the_queue_the_letters_and_the_trail_hold_no_words_of_an_answer(
    app, cli, session, work, postbox, tmp_path, caplog
):
    caplog.set_level("INFO")
    write_hostile_bundle(tmp_path / "hostile", agencies=20)
    cli("bundle", "load", tmp_path / "hostile")
    at = clock.now()
    call = call_by_slug(session, SLUG)
    standings = campaign.standings(session, call)
    with app.test_request_context():
        for one in standings:
            for letter in (
                letters.invitation(call, one),
                letters.reminder(call, one, today=at.date()),
                letters.extension(call, one),
            ):
                enqueue(session, letter, at=at)
    note = service.build(
        session, slug=SLUG, audience=Audience.DELEGATE, built_by="x", federation="", at=at
    )
    for form in (Format.HTML, Format.JSON, Format.XLSX):
        service.order(session, note=note, form=form, at=at)
    assert work() == 3 * len(standings) + 3

    kept = [
        repr([getattr(row, column.key) for column in model.__table__.columns])
        for model in (Job, AuditEntry, OutboxLetter)
        for row in session.scalars(select(model))
    ]
    said = [everything_in(letter) + letter["Subject"] for letter in postbox]
    telling = re.compile(r"kanari(?!mail)")
    assert [one for one in [*kept, *said] if telling.search(one)] == []
    jobs_and_trail = [one for one in kept if "kanarimail" in one]
    assert len(jobs_and_trail) == 3 * len(standings), "addresses stand on letters alone"
    assert len(postbox) == 2 * len(standings), "nobody is reminded of what it has sent"
    assert "kanari" not in caplog.text
