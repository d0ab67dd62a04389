"""Files of themes on the screen: downloaded, sent, shown, imported, undone."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry, Role
from consult.analysis.models import Act, Coding, Theme
from tests import office
from tests.analysis.code_world import World
from tests.analysis.exchange.refi import checked


@pytest.fixture
def world(session, settle):
    made = World(session)
    made.code(made.theme("Délais", claim="C"), made.excerpt(4, 17))
    settle()
    return made


@pytest.fixture
def staff(client, session, world):
    office.sign_in(client, session)
    return client


def taken(client, world, form):
    page = client.get(f"/staff/calls/{world.call.slug}/themes")
    token = page.select_one("main input[name=csrf_token]")["value"]
    path = f"/staff/calls/{world.call.slug}/themes/export/{form}"
    return client.request("POST", path, data={"csrf_token": token})


def upload(client, slug, data, name="themes.yaml", status=200):
    page = client.get(f"/staff/calls/{slug}/themes/import")
    return client.send(page, status=status, beyond={"file": (io.BytesIO(data), name)})


def themes_yaml(slug, label="Gare", text="délais longs"):
    return (
        f"schema: consultation-themes/1\ncall: {slug}\nquestions:\n  - key: needs\n    themes:\n"
        f"      - {{key: gare, label: {label}, passages: [{{agency: A2, text: {text}}}]}}\n"
    ).encode()


@pytest.mark.parametrize(
    ("form", "media_type", "start"),
    [
        ("qdpx", "application/zip", b"PK"),
        ("yaml", "application/yaml", b"schema: consultation-themes/1"),
        ("themes", "text/csv", b"\xef\xbb\xbfquestion;key;label"),
        ("codings", "text/csv", b"\xef\xbb\xbfagency;question"),
    ],
)
def test_each_file_is_downloaded_and_kept_nowhere(staff, world, form, media_type, start):
    answer = taken(staff, world, form)

    assert answer.status_code == 200
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (media_type, "no-store")
    assert answer.data.startswith(start)
    if form == "qdpx":
        assert "sources/" in " ".join(zipfile.ZipFile(io.BytesIO(answer.data)).namelist())
        checked(answer.data)


@pytest.mark.parametrize("form", ["qdpx", "yaml", "themes", "codings"])
def test_a_file_that_comes_back_as_it_went_out_has_nothing_to_say(staff, world, form):
    slug = world.call.slug
    data = taken(staff, world, form).data

    page = upload(staff, slug, data, f"x.{form}")

    assert "il n’y a rien à importer" in page.words


def test_an_unknown_form_is_not_found(staff, world):
    assert taken(staff, world, "exe").status_code == 404


def test_who_took_a_file_away_is_in_the_trail(staff, world, session, settle):
    before = len(session.scalars(select(AuditEntry)).all())

    taken(staff, world, "codings")

    settle()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[before:]
    assert [(one.action, one.subject, one.details) for one in entries] == [
        (
            "call.export",
            f"call:{world.call.slug}",
            {"export": "codebook-codings", "audience": "staff"},
        )
    ]


def test_a_file_is_shown_then_imported_then_undone(staff, world, settle):
    slug = world.call.slug
    page = upload(staff, slug, themes_yaml(slug))
    counts = [one.get_text() for one in page.select(".import-counts li")]
    assert counts == [
        "1 thème nouveau", "0 modifié", "0 identique", "1 codage", "0 déjà là", "0 introuvable",
    ]  # fmt: skip

    page = staff.send(page)
    assert "Gare" in page.words
    assert len(world.session.scalars(select(Coding)).all()) == 2
    page = staff.send(page, form='form[action$="/coding/undo"]')

    assert "Gare" not in page.select_one(".theme-shelf").get_text()
    settle()
    assert [one.kind for one in world.session.scalars(select(Act).order_by(Act.id))][-1] == (
        "themes_imported"
    )


def test_what_moved_since_the_preview_is_shown_again(staff, world, settle):
    slug = world.call.slug
    page = upload(staff, slug, themes_yaml(slug))
    world.theme("Gare")
    settle()

    page = staff.send(page, status=409)
    assert page.select_one(".import-counts li").get_text() == "0 thème nouveau"
    staff.send(page)

    settle()
    titles = [one.label for one in world.session.scalars(select(Theme).order_by(Theme.id))]
    assert titles == ["Délais", "Gare"]


def test_a_preview_that_somebody_forged_is_refused(staff, world):
    slug = world.call.slug
    page = upload(staff, slug, themes_yaml(slug))

    staff.send(page, status=422, carried="eyJuYW1lIjoieCJ9.forged")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"a: [", "x.yaml"), (b"<html/>", "x.qdc"), (b"PKxx", "x.qdpx"), (b"schema: x\n", "y.yaml")],
)
def test_a_file_that_cannot_be_read_says_why(staff, world, data, name):
    page = upload(staff, world.call.slug, data, name, status=422)

    assert len(page.select(".notice.error li")) >= 1


def test_nothing_chosen_is_told(staff, world):
    page = staff.get(f"/staff/calls/{world.call.slug}/themes/import")
    page = staff.send(page, status=422)

    assert "Choisissez un fichier." in page.words


def test_hostile_words_of_a_file_stay_words(staff, world):
    slug = world.call.slug
    hostile = "'<script>alert(1)</script>'"

    page = upload(staff, slug, themes_yaml(slug, hostile, hostile), "<b>.yaml")

    assert "alert(1)" in page.words
    assert "alert(1)" not in "".join(map(str, page.select("script")))


def test_readers_download_and_do_not_import(client, session, world):
    office.sign_in(client, session, role=Role.READER)

    client.get(f"/staff/calls/{world.call.slug}/themes/import", status=403)
    assert taken(client, world, "yaml").status_code == 200


def test_who_codes_blind_takes_the_themes_and_no_coding(staff, world):
    page = staff.get(f"/staff/calls/{world.call.slug}/themes")
    token = page.select_one("main input[name=csrf_token]")["value"]
    path = f"/staff/calls/{world.call.slug}/coding/blind"
    staff.request("POST", path, data={"csrf_token": token, "blind": "1"})

    for form in ("qdpx", "codings"):
        assert taken(staff, world, form).mimetype == "text/html"
    for form in ("yaml", "themes"):
        assert taken(staff, world, form).mimetype != "text/html"
