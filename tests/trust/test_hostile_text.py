"""Hostile text is only text: payloads, in each place that takes text, through each output."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from bs4 import BeautifulSoup

from consult import clock
from consult.calls import service as calls
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions.models import Attachment
from consult.directory import upserting as directory
from consult.directory.entries import Entry
from consult.publication import service as publication
from consult.storage import storage
from consult.synthesis.models import Format
from tests import office
from tests.analysis.taking import taken

DAY = office.timedelta(days=1)
PAYLOADS = {
    "script": "<script>xss7(1)</script>",
    "attribute": '"\'><img src=x onerror=xss7(1)><xss7 a="',
    "template": "{{ 6007*7 }}{% set xss7=1 %}${6007*7}<%= 6007*7 %>",
    "formula": '=HYPERLINK("http://xss7.example";"xss7")',
    "at": "@SUM(6007*7)*xss7",
    "plus": "+cmd|' /C xss7'!A0",
    "header": "xss7\r\nBcc: xss7@attacker.example\r\n\r\nbody",
    "encoded": "=?utf-8?q?xss7=0ABcc:_a=40attacker.example?=",
    "link": "[xss7](javascript:xss7(1)) javascript:xss7(1)",
    "percent": "%(xss7)s %s {0} {xss7.__class__}",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WORKED_OUT = str(6007 * 7)
HEADERS = {"Subject", "From", "To", "Message-ID", "Auto-Submitted", "Content-Language",
           "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}  # fmt: skip


class Office:
    """A consultation in which one payload stands in every place that takes text."""

    def __init__(self, app, session, client, text):
        at = clock.now()
        line = " ".join(text.split())
        filename = line.translate({ord(char): None for char in '"/\\'})  # else not one name
        self.client = client
        office.sign_in(client, session)
        asked = Questionnaire(
            (
                Section(
                    "s",
                    line,
                    text,
                    (
                        Question("view", QuestionKind.LONG_TEXT, line, help=text, required=True),
                        Question("name", QuestionKind.SHORT_TEXT, line),
                        Question(
                            "pick",
                            QuestionKind.SINGLE_CHOICE,
                            line,
                            other=True,
                            options=(Option("a", line), Option("b", "B")),
                        ),
                        Question("papers", QuestionKind.FILE, line, accept=("txt",), max_mb=1),
                    ),
                ),
            )
        )
        self.call = calls.create(
            session,
            facts=calls.Facts(
                title=line,
                closes_at=at + DAY,
                timezone="Europe/Paris",
                language="fr",
                context=text,
                commissioner=line,
                federation=line,
                hearing_at=at + 9 * DAY,
                hearing_place=line,
            ),
            questionnaire=asked,
            grace_seconds=120,
            actor=office.STAFF,
            at=at,
        )
        entry = Entry("AG1", line, line[:60], line[:60], line[:60], "ag1@agence.example")
        second = replace(entry, acronym="AG2", name=f"{line} 2", email="ag2@agence.example")
        agencies = directory.upsert(session, entries=[entry, second])
        calls.invite(session, call=self.call, agencies=agencies, actor=office.STAFF, at=at)
        session.expire(self.call)
        calls.open_call(session, call=self.call, actor=office.STAFF, at=at)
        self.invitation = self.call.invitations[0]
        token = calls.personal_link(session, invitation=self.invitation, actor="s", at=at)
        with app.app_context():
            digest = storage().put(b"%PDF-1.7 a note")
        note = office.note(session, self.call, files={Format.PDF: digest})
        _, self.secret = publication.deliver(
            session, note=note, recipient=line, expires_at=at + DAY, actor="s@f.example", at=at
        )
        session.commit()
        self.form = client.get(f"/r/{token}")
        self.review = client.send(
            self.form,
            form="form.sheet",
            button="review",
            beyond={
                "q.view": text,
                "q.name": text,
                "q.pick": "other",
                "q.pick.other": text,
                "q.papers": (io.BytesIO(b"paper"), f"{filename}.txt"),
            },
        )
        self.receipt = client.send(self.review, form="form.sheet-end")
        self.here = f"/staff/calls/{self.call.slug}"

    def pages(self):
        """Each page that shows some of it, to each of the three people."""
        yield "form", self.form
        yield "review", self.review
        yield "receipt", self.receipt
        for path in ("", "/contributions/AG1", "/figures", "/outbox", "/deliveries", "/note",
                     "/questionnaire", "/questionnaire/history", "/letters/remind", "/deadline",
                     "/audience", "/responses", "/reminders", "/words"):  # fmt: skip
            yield path, self.client.get(f"{self.here}{path}")
        agency = f"/staff/agencies/{self.invitation.agency_id}"
        for path in ("/staff/", "/staff/jobs", "/staff/agencies", agency, f"{agency}/calls",
                     "/staff/agencies/duplicates", f"/d/{self.secret}"):  # fmt: skip
            yield path, self.client.get(path)


@pytest.fixture(params=PAYLOADS.values(), ids=PAYLOADS)
def world(app, session, client, postbox, request):
    return Office(app, session, client, request.param)


def assert_inert(said, name):
    """Nothing of the payload is a tag, a script, an attribute or an address, or was computed."""
    tree = BeautifulSoup(said, "html.parser")
    assert tree.find_all("xss7") == [], name
    assert [one for one in tree.select("script") if "xss7" in one.get_text()] == [], name
    written = {attribute for tag in tree.find_all(True) for attribute in tag.attrs}
    assert [one for one in written if one.startswith("on") or "xss7" in one] == [], name
    reached = [str(tag.get(at, "")) for tag in tree.find_all(True) for at in ("href", "src")]
    assert [one for one in reached if "javascript:" in one or "xss7.example" in one] == [], name
    assert WORKED_OUT not in said, name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_page_makes_anything_of_it(world, session):
    shown = 0
    for name, page in world.pages():
        said = page.response.text
        shown += "xss7" in page.get_text()
        assert_inert(said, name)
    assert shown >= 10, "the text was there"
    assert session.query(Attachment).count() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_spreadsheet_works_it_out(world, cli, tmp_path):
    listed = world.client.request("GET", f"{world.here}/agencies.csv")
    figures = taken(world.client, f"{world.here}/figures", f"{world.here}/figures.csv")
    for answer in (listed, figures):
        told = answer.data.decode("utf-8-sig")
        cells = [one for row in csv.reader(io.StringIO(told), delimiter=";") for one in row]
        assert any("xss7" in one for one in cells)
        assert [one for one in cells if "xss7" in one and one.startswith(FORMULA)] == []
    cli("note", "build", world.call.slug, "-o", tmp_path / "note.xlsx", "--audience", "staff")
    book = openpyxl.load_workbook(tmp_path / "note.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_letter_gains_a_header_or_a_reader(world, postbox, work):
    page = world.client.get(f"{world.here}/letters/invite")
    world.client.send(page, form="form[action*=letters], main form[method=post]")
    work()

    assert len({letter["Subject"] for letter in postbox}) == 2, "a receipt and an invitation"
    for letter in postbox:
        assert set(letter.keys()) <= HEADERS
        assert letter["To"].endswith("@agence.example")
        again = letter.as_bytes()
        head = again.split(b"\r\n\r\n", 1)[0].lower()
        assert b"bcc" not in [line.split(b":")[0].strip() for line in head.split(b"\r\n")]
        assert letter.get_body(("plain",)).get_content().strip()
        assert_inert(letter.get_body(("html",)).get_content(), letter["Subject"])
        enclosed = {part.get_content_type() for part in letter.iter_attachments()}
        assert enclosed <= {"text/calendar", "application/pdf"}
