"""A PDF made elsewhere is taken whole, or refused with the reason."""

from __future__ import annotations

import hashlib
import io
import zlib
from datetime import timedelta

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from consult.accounts.models import AuditEntry
from consult.calls.queries import invitations
from consult.synthesis.models import LaidOut, Note
from consult.synthesis.snapshot import State
from consult.synthesis.versions import apart
from consult.synthesis.versions.fitness import LARGEST, Fault, Unfit, pages_in
from tests import office

LATER = office.AT + timedelta(days=3)


def written(dress=lambda pdf: None, **options):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.add_blank_page()
    dress(pdf)
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def root(**entries):
    return lambda pdf: pdf.Root.update({f"/{name}": value for name, value in entries.items()})


def linked(action):
    def dress(pdf):
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(action)
        )
        pdf.pages[1].Annots = Array([pdf.make_indirect(link)])

    return dress


def attached(name):
    return lambda pdf: pdf.attachments.__setitem__(
        name, pikepdf.AttachedFileSpec(pdf, b"MZ", filename=name)
    )


def scripted(pdf):
    names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript)]))
    )
    pdf.Root.Names = names


def disguised(pdf):
    attached("chiffres.csv")(pdf)
    pdf.attachments.get("chiffres.csv").obj.F = String("outil.exe")


ASKING = Dictionary(S=Name.URI, URI=String("https://watcher.example"))
HOSTILE = {
    "a script at opening": (
        root(OpenAction=Dictionary(S=Name.JavaScript, JS=String("a()"))),
        Fault.SCRIPT,
    ),
    "a script by name": (scripted, Fault.SCRIPT),
    "a script hidden in a stream of objects": (
        linked({"/S": Name.JavaScript, "/JS": String("a()")}),
        Fault.SCRIPT,
    ),
    "a program started": (linked({"/S": Name.Launch, "/F": String("calc.exe")}), Fault.ACTION),
    "another file opened": (linked({"/S": Name.GoToR, "/F": String("a.pdf")}), Fault.ACTION),
    "answers sent away": (linked({"/S": Name.SubmitForm, "/F": String("http://a")}), Fault.ACTION),
    "a film": (root(Extra=Dictionary(Subtype=Name.RichMedia)), Fault.ACTION),
    "a program attached": (attached("outil.exe"), Fault.PROGRAM),
    "a program under another name": (disguised, Fault.PROGRAM),
    "an address asked for at opening": (root(OpenAction=ASKING), Fault.ACTION),
    "an address asked for page by page": (root(AA=Dictionary(O=ASKING)), Fault.ACTION),
    "an address asked for after a page": (
        root(OpenAction=Dictionary(S=Name.GoTo, D=Array([0]), Next=Array([ASKING]))),
        Fault.ACTION,
    ),
    "a form of another kind": (root(AcroForm=Dictionary(XFA=String("<a/>"))), Fault.FORM),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("mode", list(pikepdf.ObjectStreamMode), ids=lambda mode: mode.name)
def test_what_acts_by_itself_is_refused(name, mode):
    dress, fault = HOSTILE[name]

    with pytest.raises(Unfit) as refused:
        pages_in(written(dress, object_stream_mode=mode))

    assert refused.value.fault is fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"PK\x03\x04", Fault.NOT_A_PDF),
        (b"%PDF-1.7 nothing else", Fault.BROKEN),
        (b"%PDF-" + b"0" * LARGEST, Fault.TOO_BIG),
        (written(encryption=pikepdf.Encryption(owner="a", user="b")), Fault.ENCRYPTED),
        (written(encryption=pikepdf.Encryption(owner="a", user="")), Fault.ENCRYPTED),
    ],
    ids=lambda value: value.value if isinstance(value, Fault) else "",
)
def test_what_is_no_open_pdf_is_refused(content, fault):
    with pytest.raises(Unfit) as refused:
        apart.pages_in(content)

    assert refused.value.fault is fault


def packed(*times, picture=None):
    """A page beside which a stream waits that was packed so many times over."""
    content = b" " * 2_000_000
    for _ in times:
        content = zlib.compress(content, 9)

    def dress(pdf):
        stream = pikepdf.Stream(pdf, content)
        stream.write(content, filter=Array([Name.FlateDecode for _ in times]))
        for name, value in (picture or {}).items():
            stream[name] = value
        pdf.Root.Extra = pdf.make_indirect(stream)

    return dress


LARGE = {
    "/Subtype": Name.Image,
    "/Width": 40_000,
    "/Height": 40_000,
    "/Filter": Name.CCITTFaxDecode,
}


@pytest.mark.parametrize(
    "dress",
    [packed(1), packed(1, 2, 3), packed(1, 2, 3, 4), packed(picture=LARGE)],
    ids=["packed", "packed thrice", "packed too often", "a picture of a wall"],
)
def test_what_explodes_when_it_is_opened_is_refused(dress, monkeypatch):
    fits = packed(1)
    assert pages_in(written(fits, compress_streams=False)) == 2
    monkeypatch.setattr("consult.synthesis.versions.fitness.MOST_OPENED", 1_000_000)

    with pytest.raises(Unfit) as refused:
        pages_in(written(dress, compress_streams=False))

    assert refused.value.fault is Fault.HEAVY


def bomb(megabytes):
    """Two kilobytes per megabyte: a page that hangs in a stream of objects packed over."""
    packing = zlib.compressobj(9)
    blank = b" " * (1 << 20)
    inside = packing.compress(b"6 0 ") + b"".join(packing.compress(blank) for _ in range(megabytes))
    inside += packing.flush()
    whole, starts = b"%PDF-1.7\n", []
    for number, said in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Extra 6 0 R>>",
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (len(inside), inside),
        ),
        start=1,
    ):
        starts.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    starts.append(len(whole))
    table = bytes(7) + b"".join(b"\1%s\0\0" % one.to_bytes(4, "big") for one in starts)
    table += b"\2" + (4).to_bytes(4, "big") + b"\0\0"
    return whole + (
        b"5 0 obj\n<</Type/XRef/Size 7/W[1 4 2]/Root 1 0 R/Length %d>>stream\n%s\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF" % (len(table), table, starts[-1])
    )


def test_a_stream_of_objects_that_explodes_is_refused_in_a_process_of_its_own():
    assert apart.pages_in(bomb(1)) == 1

    with pytest.raises(Unfit) as refused:
        apart.pages_in(bomb(65))

    assert refused.value.fault is Fault.HEAVY


def test_a_file_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "PROGRAM", ["/bin/sh", "-c", "sleep 20"])
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.1)

    with pytest.raises(Unfit) as refused:
        apart.pages_in(b"%PDF-1.7")

    assert refused.value.fault is Fault.HEAVY


def test_a_plain_document_with_links_and_data_is_taken():
    def dress(pdf):
        linked({"/S": Name.URI, "/URI": String("https://federation.example")})(pdf)
        attached("chiffres.csv")(pdf)
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    assert pages_in(written(dress)) == 2


@pytest.fixture
def review(client, session, monkeypatch):
    monkeypatch.setattr("consult.clock.now", lambda: LATER)
    call = office.call(session)
    office.contribution(session, invitations(session, call)[0])
    office.sign_in(client, session)
    page = client.send(client.get(f"/staff/calls/{call.slug}/note"), form="aside form")
    return client.send(page, form="form[action$=review]")


def sent(client, page, content, status=200):
    file = (io.BytesIO(content), "../Note finale.pdf")
    return client.send(page, form="form[action$=layout]", status=status, beyond={"layout": file})


def test_a_layout_stands_for_the_version_and_is_marked(client, session, review):
    content = written()

    page = sent(client, review, content)

    file = session.query(LaidOut).one()
    assert (file.filename, file.pages, file.digest) == (
        "Note finale.pdf",
        2,
        hashlib.sha256(content).hexdigest(),
    )
    assert "document mis en page hors de Consult" in page.words
    assert client.request("GET", f"{page.path}/layout.pdf").data == content
    assert session.query(AuditEntry).order_by(AuditEntry.id.desc()).first().action == "note.lay_out"

    back = client.send(page, form="form[action$=withdraw]")
    assert "hors de Consult :" not in back.select_one("section").get_text()
    assert client.request("GET", f"{page.path}/layout.pdf").status_code == 404


def test_a_hostile_layout_is_refused_with_the_reason(client, session, review):
    hostile = written(linked({"/S": Name.Launch, "/F": String("calc.exe")}))

    page = sent(client, review, hostile, status=422)

    assert "ouvre de lui-même des programmes" in page.words
    assert session.query(LaidOut).count() == 0


def test_the_layout_can_be_the_file_handed_over_and_then_stays(client, session, review):
    page = client.send(sent(client, review, written()), form="form[action$=approve]")

    given = client.send(
        page,
        form="form[action$=hand-over]",
        recipient="Mme Dubois",
        day="2026-03-05",
        hour="10:00",
    )

    session.expire_all()
    note = session.query(Note).one()
    assert (note.state, note.given.digest) == (State.HANDED_OVER, note.laid_out.digest)
    assert "C’est le document mis en page hors de Consult qui a été donné." in given.words
    late = f"{given.path}/layout"
    forged = {"csrf_token": ""}
    assert client.request("POST", f"{late}/withdraw", data=forged).status_code in (400, 409)
    assert session.query(LaidOut).one().withdrawn_at is None


def test_whoever_holds_a_copy_learns_its_fate_and_nothing_else(client, session, review):
    note = session.query(Note).one()
    mark = note.fingerprint
    page = client.get(f"/verify/{mark}")
    assert "Cette version n’est pas validée." in page.words
    assert page.response.headers["Cache-Control"] == "no-store"
    assert office.STAFF not in page.get_text()
    assert "De l’eau." not in page.get_text()

    client.send(client.get(review.path), form="form[action$=approve]")
    page = client.get(f"/verify/{mark}")
    assert "Votre exemplaire porte « relecture »" in page.words.replace("\u00a0", " ")
    session.expire_all()
    page = client.get(f"/verify/{note.fingerprint[:16].upper()}")
    assert "Cette version est validée." in page.words


def test_an_unknown_fingerprint_is_not_found_and_can_be_typed_again(client, review):
    page = client.get(f"/verify/{'0' * 64}", status=404)
    assert "Aucune note de ce service ne porte l’empreinte" in page.words
    client.get("/verify/short", status=404)

    typed = client.send(client.get("/verify/"), mark="00" * 8, status=404)
    assert typed.path == f"/verify/{'00' * 8}"


def test_a_newer_version_handed_over_is_told_to_who_holds_the_older(client, session, review):
    note = session.query(Note).one()
    office.note(session, note.call, number=2, state=State.HANDED_OVER)

    assert "la version 2" in client.get(f"/verify/{note.fingerprint}").words


def test_looking_up_too_often_has_to_wait(client, review):
    for _ in range(60):
        client.request("GET", f"/verify/{'0' * 64}")

    client.get(f"/verify/{'0' * 64}", status=429)
