"""What is taken away opens elsewhere, holds no formula, betrays nobody, and leaves a trace."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import asdict
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from consult import clock
from consult.accounts.models import AuditEntry, Role
from consult.analysis.exporting import tasks, waiting
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.calls.queries import call_with_questions, invitations
from consult.contributions.models import Attachment, Contribution, Scan
from consult.jobs import Job
from consult.storage import storage
from consult.synthesis.models import ReadBack
from consult.synthesis.reading_again.clearance import Answered, Extract
from tests import office

HOSTILE = (
    '=HYPERLINK("http://evil.example","clic")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "a\x00b\x0bc\ufffe",
    "<script>alert(1)</script>",
    "**** *agency_FAUX\nAutre",
    "é" * 40_000,
)


@pytest.fixture
def call(session, client):
    office.sign_in(client, session, Role.READER)
    made = office.call(
        session, audience=len(HOSTILE), title="=cmd|calc", federation="=cmd()|'x'!A1"
    )
    for invitation, text in zip(invitations(session, made), HOSTILE, strict=True):
        office.contribution(session, invitation, needs=text)
    session.commit()
    return made


@pytest.fixture
def take(client, call):
    """The bytes of one export."""

    def taken(kind, **given):
        page = client.get(f"/staff/calls/{call.slug}/figures/exports")
        token = page.select_one("main input[name=csrf_token]")["value"]
        return client.request(
            "POST",
            f"/staff/calls/{call.slug}/figures/exports/{kind}",
            data={"csrf_token": token, **given},
        )

    return taken


def workbook(reply):
    return openpyxl.load_workbook(io.BytesIO(reply.data), read_only=False)


def test_a_workbook_holds_text_and_no_formula(take):
    sheet = workbook(take("answers-xlsx")).worksheets[0]

    rows = list(sheet.iter_rows())
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
    keys = [cell.value for cell in rows[0]]
    assert keys[:3] == ["contribution.agency", "contribution.name", "contribution.level"]
    needs = [row[keys.index("needs")].value for row in rows[2:]]
    assert needs[0] == HOSTILE[0]
    assert needs[6] == "abc"
    assert len(needs[9]) == 32_767
    assert [row[keys.index("scale.a")].value for row in rows[2:]] == [1] * len(HOSTILE)


def test_a_list_holds_no_formula_either(take):
    reply = take("answers-csv")

    assert reply.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) == 2 + len(HOSTILE)
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell
    assert f"'{HOSTILE[0]}" in rows[2]


def test_data_come_as_they_are(take):
    found = json.loads(take("answers-json").data)

    assert [one["answers"]["needs"] for one in found["contributions"]] == list(HOSTILE)


def test_a_corpus_cannot_be_split_by_what_somebody_wrote(take):
    text = take("iramuteq", audience="staff").data.decode()

    heads = [line for line in text.splitlines() if line.startswith("****")]
    assert heads[0] == "**** *agency_a1 *level_locale *region_bretagne *question_needs"
    assert len(heads) == len(HOSTILE)
    assert "FAUX" in text
    assert text.count("*agency") == len(HOSTILE)


def coded(session, call):
    question = call_with_questions(session, call.slug).sections[0].questions[0]
    theme = Theme(
        call_id=call.id,
        question_id=question.id,
        key="t",
        position=0,
        label="=Thème",
        claim="",
        description="",
    )
    session.add(theme)
    for contribution in session.scalars(select(Contribution).order_by(Contribution.id)):
        excerpt = Excerpt(
            version_id=contribution.sent.id,
            question_id=question.id,
            start=0,
            end=5,
            confidential=False,
            position=0,
        )
        excerpt.codings.append(Coding(theme=theme, origin=Origin.IMPORT, coded_at=office.AT))
        session.add(excerpt)
    session.commit()


def test_quotations_are_signed_as_each_agency_agreed(session, call, take):
    coded(session, call)
    contributions = session.scalars(select(Contribution).order_by(Contribution.id)).all()
    for number, change in (
        (0, {"attribution": "anonymous"}),
        (1, {"attribution": "confidential"}),
        (2, {"quote_permission": "refused"}),
        (3, {"confidential": ["needs"]}),
    ):
        version = contributions[number].sent
        version.content = {**version.content, **change}
    session.commit()

    def rows(audience):
        sheet = workbook(take("quotes-xlsx", audience=audience)).worksheets[0]
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    everything = rows("staff")
    assert len(everything) == 1 + len(HOSTILE)
    assert everything[0][-2:] == ["Codé par", "Réponses confidentielles"]
    assert {row[1] for row in everything[1:]} == {f"A{n}" for n in range(1, 11)}
    assert {row[3] for row in everything[1:]} == {"=Thème"}
    for audience in ("members", "delegate"):
        told = rows(audience)
        assert len(told[0]) == 6
        agencies = {row[1] for row in told[1:]}
        assert not agencies & {"A1", "A2", "A3", "A4"}
        words = [row[5] for row in told[1:]]
        assert not {HOSTILE[number][:5] for number in (1, 2, 3)} & {*words}
        assert "une agence" in agencies


def test_files_are_in_a_folder_of_their_agency(app, session, call, take):
    contributions = session.scalars(select(Contribution).order_by(Contribution.id)).all()
    with app.app_context():
        digests = [storage().put(f"file {n}".encode()) for n in range(4)]
    names = ["../../etc/passwd", "../../etc/passwd", "CON.txt", "virus.exe"]
    for name, digest, scan in zip(
        names, digests, (Scan.CLEAN, Scan.CLEAN, Scan.SKIPPED, Scan.INFECTED), strict=True
    ):
        session.add(
            Attachment(
                contribution_id=contributions[0].id,
                filename=name,
                media_type="text/plain",
                size_bytes=6,
                digest=digest,
                added_at=office.AT,
                scan=scan,
            )
        )
    version = contributions[0].sent
    files = [
        {"filename": name, "digest": digest, "size_bytes": 6, "media_type": "text/plain"}
        for name, digest in zip(names, digests, strict=True)
    ]
    version.content = {**version.content, "answers": {"scale": files}}
    session.commit()

    with zipfile.ZipFile(io.BytesIO(take("attachments").data)) as archive:
        assert archive.namelist() == [
            "A1/passwd",
            "A1/passwd (2)",
            "A1/_CON.txt",
            "manifest.csv",
        ]
        assert archive.read("A1/passwd (2)") == b"file 1"
        manifest = archive.read("manifest.csv").decode("utf-8-sig").splitlines()
    assert manifest[4].split(";")[3:] == ["", "6", "infected"]


def test_each_taking_is_in_the_trail_and_a_visit_is_not(session, call, client, take):
    def trail():
        wanted = select(AuditEntry).where(AuditEntry.action == "call.export")
        return [
            (one.actor, one.subject, one.details)
            for one in session.scalars(wanted.order_by(AuditEntry.id))
        ]

    client.get(f"/staff/calls/{call.slug}/figures/exports")
    assert trail() == []
    for kind in ("answers-csv", "quotes-csv"):
        assert take(kind).status_code == 200
    subject = f"call:{call.slug}"
    assert trail() == [
        (
            office.STAFF,
            subject,
            {"export": "answers-csv", "audience": "staff", "contributions": len(HOSTILE)},
        ),
        (office.STAFF, subject, {"export": "quotes-csv", "audience": "staff", "quotations": 0}),
    ]


@pytest.mark.parametrize(
    ("kind", "audience"), [("nothing", "staff"), ("answers-xlsx", "members"), ("quotes-csv", "me")]
)
def test_what_is_not_offered_is_not_made(take, kind, audience):
    assert take(kind, audience=audience).status_code == 404


def test_a_file_is_never_a_page_and_stays_nowhere(take):
    reply = take("iramuteq", audience="delegate")

    assert reply.headers["Content-Disposition"].startswith("attachment; ")
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert int(reply.headers["Content-Length"]) == len(reply.data)


def test_what_takes_long_is_made_by_the_worker_and_kept_for_a_day(
    app, session, call, client, take, work, settle, monkeypatch
):
    monkeypatch.setattr(waiting, "MANY", 0)
    assert take("answers-xlsx").request.path.endswith("/exports")
    page = client.get(f"/staff/calls/{call.slug}/figures/exports")
    assert [one.text for one in page.select("#waiting .pill")] == ["en préparation"]

    assert work() == 1
    page = client.get(f"/staff/calls/{call.slug}/figures/exports")
    [form] = page.select("#waiting form")
    given = {"csrf_token": form.select_one("input")["value"]}
    reply = client.request("POST", form["action"], data=given)
    assert workbook(reply).worksheets[0].max_row == 2 + len(HOSTILE)
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "call.export")).all()
    assert [one.details["contributions"] for one in trail] == [len(HOSTILE)]

    [job] = session.scalars(select(Job).where(Job.kind == waiting.MAKE))
    job.created_at -= waiting.KEPT
    digest = job.payload["digest"]
    settle()
    with app.app_context():
        assert digest in storage()
        tasks._looked.clear()
        tasks.calendar(clock.now())
        assert digest not in storage()
    assert client.request("POST", form["action"], data=given).status_code == 404


def test_a_file_of_another_call_is_not_there(session, call, client, take, work, monkeypatch):
    monkeypatch.setattr(waiting, "MANY", 0)
    take("answers-xlsx")
    assert work() == 1
    page = client.get(f"/staff/calls/{call.slug}/figures/exports")
    [form] = page.select("#waiting form")
    given = {"csrf_token": form.select_one("input")["value"]}
    other = office.call(session, title="Autre", audience=1)
    session.commit()

    elsewhere = form["action"].replace(call.slug, other.slug)
    assert client.request("POST", elsewhere, data=given).status_code == 404


@pytest.mark.parametrize(
    ("permission", "choice", "printed"),
    [
        ("allowed", None, True),
        ("allowed", "refused", False),
        ("after_review", None, False),
        ("after_review", "agreed", True),
    ],
)
def test_what_an_agency_said_when_it_read_its_words_again_holds_here(
    session, call, take, permission, choice, printed
):
    coded(session, call)
    # The shield takes the company of the first agencies: the last one is named.
    last = session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()
    words = HOSTILE[-1][:5]
    version = last.sent
    version.content = {
        **version.content,
        "attribution": "named",
        "quote_permission": permission,
    }
    if choice:
        extract = Extract("", "", "needs", words, words, "A10", named=True, version=version.number)
        session.add(
            ReadBack(
                call_id=call.id,
                invitation=last.invitation,
                passages=[asdict(extract)],
                statements=[],
                asked_first=True,
                in_full=False,
                sent_at=office.AT,
                sent_by=office.STAFF,
                until=office.AT + timedelta(days=7),
                state=Answered.ACCEPTED if choice == "agreed" else Answered.OBJECTED,
                answers=[{"choice": choice, "remark": ""}],
                answered_at=office.AT,
            )
        )
    session.commit()

    for audience in ("members", "delegate"):
        told = take("quotes-csv", audience=audience).data.decode("utf-8-sig")
        assert (words in told) is printed, audience


def test_the_place_of_a_text_does_not_tell_whose_it_is(session, call, take):
    first, second, third = session.scalars(select(Contribution).order_by(Contribution.id)).all()[:3]
    for contribution, change in (
        (first, {"quote_permission": "allowed", "answers": {"needs": "zinc"}}),
        (second, {"attribution": "anonymous", "answers": {"needs": "boues"}}),
        (third, {"attribution": "anonymous", "answers": {"needs": "argile"}}),
    ):
        version = contribution.sent
        version.content = {**version.content, **change}
    session.commit()

    text = take("iramuteq", audience="delegate").data.decode()
    heads = [line for line in text.splitlines() if line.startswith("****")]
    names = [re.search(r"agency_(\S+)", line)[1] for line in heads]
    assert names == sorted(names, key=lambda name: name == "une")
    unnamed = text[text.index("agency_une") :].split("\n\n")
    words = [one.splitlines()[1] for one in unnamed if one]
    assert words == sorted(words)
    assert {"argile", "boues"} <= {*words}


def test_who_codes_blind_takes_no_coding_away(session, call, client, take):
    coded(session, call)
    reading = f"/staff/calls/{call.slug}/reading"
    address = f"/staff/calls/{call.slug}/figures/exports"
    assert client.get(address).select_one("#quotes-for") is not None
    token = client.get(address).select_one("main input[name=csrf_token]")["value"]
    client.request(
        "POST",
        f"/staff/calls/{call.slug}/coding/blind",
        data={"csrf_token": token, "blind": "1", "back": reading},
    )

    assert client.get(address).select_one("#quotes-for") is None
    for kind in ("quotes-csv", "quotes-xlsx"):
        assert take(kind).mimetype == "text/html"
    assert take("answers-csv").mimetype == "text/csv"
