"""The code book on the screen: worded, coloured, moved, merged, split, removed, undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.accounts.models import Role
from consult.analysis.code_book import editing as code_book
from consult.analysis.code_book.editing import Facts, told
from consult.analysis.figures.kept_figures import KeptFigure
from consult.analysis.material import Stance
from consult.analysis.models import Coding, Theme
from tests import office
from tests.analysis.code_world import World
from tests.counting import queries
from tests.office import AT

UNDO = 'form[action$="/coding/undo"]'


@pytest.fixture
def world(session, settle):
    made = World(session)
    settle()
    return made


@pytest.fixture
def staff(client, session, world):
    office.sign_in(client, session)
    return client


def book(client, world):
    return client.get(f"/staff/calls/{world.call.slug}/themes")


def titles(page):
    return [one.get_text(strip=True) for one in page.select(".theme-title")]


def fresh(world, settle, label):
    settle()
    return world.session.scalars(select(Theme).where(Theme.label == label)).one_or_none()


def test_themes_stand_in_their_lists_with_what_is_under_them(staff, world, settle):
    world.theme("Partout", "")
    theme = world.theme("Délais", claim="Les délais sont longs.")
    world.theme("Permis", parent=theme.id)
    world.code(theme, world.excerpt(4, 17))
    world.code(theme, world.excerpt(4, 17, agency=1))

    page = book(staff, world)

    shelves = [one.get_text(strip=True) for one in page.select(".theme-shelf h3")]
    assert shelves == ["Quels besoins\u202f?", "Toutes les questions"]
    assert titles(page) == ["Délais", "Permis", "Partout"]
    line = page.select_one(f"#theme-{theme.id}")
    assert line.select_one(".theme-mark").get_text() == chr(64 + theme.colour)
    uses = line.select_one(".theme-uses").get_text(" ", strip=True)
    assert uses == "2 agences , 2 passages utilisé le lundi 2 mars 2026"


def test_a_theme_is_added_moved_and_undone(staff, world, settle):
    world.theme("Premier")
    page = staff.get(f"/staff/calls/{world.call.slug}/themes/add?question=needs")
    page = staff.send(page, label="Délais d’instruction", description="Trop longs.", colour="4")
    assert page.select_one(".flash, .notice").get_text(strip=True) != ""
    assert titles(page) == ["Premier", "Délais d’instruction"]
    theme = fresh(world, settle, "Délais d’instruction")
    assert (theme.key, theme.colour) == ("delais_d_instruction", 4)

    page = staff.send(page, form=f"#theme-{theme.id} form", button="up")
    assert titles(page) == ["Délais d’instruction", "Premier"]
    for _ in range(2):
        page = staff.send(page, form=UNDO)

    assert titles(page) == ["Premier"]


def test_a_theme_added_from_nowhere_is_asked_its_question(staff, world):
    page = staff.get(f"/staff/calls/{world.call.slug}/themes/add")
    page = staff.send(page, status=422, label="Gare")
    assert "Choisissez une question, ou toutes." in page.words

    staff.send(page, question="")

    made = world.session.scalars(select(Theme)).one()
    assert (made.label, made.question_id) == ("Gare", None)


def test_what_somebody_changed_meanwhile_is_shown_beside_what_was_typed(staff, world, settle):
    theme = world.theme("Délais")
    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}")
    seen = told(theme)
    code_book.amend(
        world.session, by=world.by(), theme=theme.id, facts=Facts("Lenteurs"), seen=seen
    )
    settle()

    page = staff.send(page, status=409, label="Attentes")
    assert "Lenteurs" in page.select_one(".notice.warn").get_text()
    assert page.select_one("#label")["value"] == "Attentes"
    staff.send(page)

    assert fresh(world, settle, "Attentes").key == "delais"


def test_a_merge_is_shown_first_and_warns_of_figures_that_name_the_theme(staff, world, settle):
    old, new = world.theme("Lenteurs", claim="A"), world.theme("Délais", claim="B")
    world.code(old, stance=Stance.OPPOSE)
    world.session.add(
        KeptFigure(
            call_id=world.call.id, position=1, label="Trop lent", value=1, base=2, at=AT,
            rule="answered and not theme:needs/lenteurs:oppose",
        )
    )  # fmt: skip
    settle()

    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{old.id}/merge?into={new.id}")
    assert "Trop lent" in page.select_one(".notice.warn").get_text()
    staff.send(page)

    assert fresh(world, settle, "Lenteurs") is None
    coding = world.session.scalars(select(Coding)).one()
    assert (coding.theme.label, coding.stance) == ("Délais", None)


def test_passages_ticked_make_a_new_theme(staff, world, settle):
    theme = world.theme("Délais")
    one = world.excerpt(0, 10)
    world.code(theme, one)
    world.code(theme, world.excerpt(11, 16))
    settle()

    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}/split")
    page = staff.send(page, status=409, label="Permis")
    assert "Cochez" in page.select_one(".notice.error").get_text()
    page = staff.send(page, status=409, label="Permis", excerpt="9" * 5000)
    staff.send(page, label="Permis", excerpt=str(one.id))

    made = fresh(world, settle, "Permis")
    codings = world.session.scalars(select(Coding).where(Coding.theme_id == made.id)).all()
    assert [coding.excerpt_id for coding in codings] == [one.id]


def test_a_theme_is_removed_once_what_would_go_was_shown(staff, world, settle):
    theme = world.theme("Délais")
    world.code(theme)
    settle()

    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}/remove")
    world.code(theme, world.excerpt(20, 30))
    page = staff.send(page, status=409)
    assert "2 passages" in page.select_one(".lead").get_text()
    staff.send(page)
    assert fresh(world, settle, "Délais") is None
    staff.send(book(staff, world), form=UNDO)

    assert fresh(world, settle, "Délais") is not None
    assert len(world.session.scalars(select(Coding)).all()) == 2


def test_a_theme_moves_to_every_question_unless_its_key_is_taken(staff, world, settle):
    theme = world.theme("Délais")
    code_book.amend(
        world.session,
        by=world.by(),
        theme=world.theme("Délais", world.scale).id,
        facts=Facts("Autre"),
        seen=told(world.session.scalars(select(Theme).order_by(Theme.id.desc())).first()),
    )
    settle()

    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}")
    page = staff.send(page, form=".theme-list-of", question="")

    assert "« delais »" in page.select_one(".notice, .flash").get_text().replace("\u00a0", " ")
    assert fresh(world, settle, "Délais").question_id == world.needs.id


def test_readers_see_the_code_book_and_change_nothing(client, session, world, settle):
    office.sign_in(client, session, role=Role.READER)
    world.theme("Délais")
    settle()

    page = book(client, world)

    assert titles(page) == ["Délais"]
    assert page.select('main form:not([action*="/export/"])') == []


def test_hostile_words_stay_words(staff, world, settle):
    hostile = '<script>alert(1)</script> "{{ 7*7 }}'
    theme = world.theme(hostile, claim=hostile, description=hostile)
    settle()

    assert titles(book(staff, world)) == [hostile]
    page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}")
    assert page.select_one("#label")["value"] == hostile
    for act in ("merge", "split", "remove"):
        page = staff.get(f"/staff/calls/{world.call.slug}/themes/{theme.id}/{act}")
        assert "alert(1)" not in str(page.select("script"))


@pytest.mark.parametrize("themes", [0, 5])
def test_the_page_asks_the_same_statements_whatever_it_lists(staff, world, settle, app, themes):
    for n in range(themes):
        theme = world.theme(f"T{n}")
        world.code(theme, world.excerpt(n, n + 4, agency=n % 2))
    path = f"/staff/calls/{world.call.slug}/themes"
    staff.get(path)

    with queries(app.extensions["database"])(16):
        staff.get(path)
