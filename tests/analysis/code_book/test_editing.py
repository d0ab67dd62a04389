"""The code book keeps what people coded, whatever is done to it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.analysis.code_book import editing as code_book
from consult.analysis.code_book import shaping as code_shaping
from consult.analysis.code_book.editing import CannotShape, Facts, Fault, told
from consult.analysis.code_book.shaping import holding
from consult.analysis.coding import journal
from consult.analysis.material import Stance
from consult.analysis.models import Act, Coding, Excerpt, Theme
from consult.errors import NotFound
from tests.analysis.code_world import World
from tests.office import AT


@pytest.fixture
def world(session):
    return World(session)


def labels(session, question="all"):
    themes = session.scalars(select(Theme).order_by(Theme.position, Theme.id))
    return [one.label for one in themes if question in ("all", one.question_id)]


def refused(act, fault):
    with pytest.raises(CannotShape) as why:
        act()
    assert why.value.fault is fault
    return why.value.params


def merged(world, theme, into, **told):
    return code_shaping.merge(
        world.session,
        by=world.by(),
        theme=theme.id,
        into=into.id,
        seen=holding(world.session, theme, into),
        **told,
    )


# Adding and wording.


def test_a_key_is_made_of_the_first_label_and_stays(world, session):
    theme = world.theme("Délais d’instruction")
    again = world.theme("Délais d’instruction !")
    code_book.amend(
        session, by=world.by(), theme=theme.id, facts=Facts("Lenteurs", colour=3), seen=told(theme)
    )

    assert (theme.key, theme.label, again.key) == (
        "delais_d_instruction",
        "Lenteurs",
        "delais_d_instruction_2",
    )


def test_a_key_is_used_once_between_a_question_and_every_question(world):
    first = world.theme("Délais")
    across = world.theme("Délais", "")
    elsewhere = world.theme("Délais", world.scale)

    assert [one.key for one in (first, across, elsewhere)] == ["delais", "delais_2", "delais"]


def test_each_new_theme_has_the_colour_that_is_used_least(world):
    colours = [world.theme(f"T{n}").colour for n in range(13)]

    assert colours == [*range(1, 13), 1]


def test_a_new_theme_comes_last_whatever_left_before(world, session):
    gone = [world.theme("A"), world.theme("B")]
    world.theme("C")
    world.theme("D")
    for one in gone:
        code_shaping.remove(session, by=world.by(), theme=one.id, seen=holding(session, one))

    world.theme("E")

    assert [one.label for one in code_book.themes_of(session, world.call)] == ["C", "D", "E"]


def test_a_theme_changed_meanwhile_is_not_overwritten(world, session):
    theme = world.theme("Délais")
    seen = told(theme)
    amended = {"by": world.by(), "theme": theme.id}
    code_book.amend(session, **amended, facts=Facts("Lenteurs"), seen=seen)

    refused(
        lambda: code_book.amend(session, **amended, facts=Facts("Attentes"), seen=seen),
        Fault.CHANGED,
    )
    assert theme.label == "Lenteurs"


def test_a_theme_of_another_call_is_not_found(world, session):
    other = World(session)
    theme = other.theme("Délais")

    with pytest.raises(NotFound):
        code_book.move(session, by=world.by(), theme=theme.id, before=None)


# Order and hierarchy.


def test_themes_move_among_those_under_the_same_one(world, session):
    first, second, third = (world.theme(name) for name in ("un", "deux", "trois"))
    world.theme("dessous", parent=first.id)

    code_book.move(session, by=world.by(), theme=third.id, before=first.id)
    assert labels(session) == ["trois", "un", "deux", "dessous"]
    code_book.step(session, by=world.by(), theme=third.id, places=1)
    assert labels(session) == ["un", "trois", "deux", "dessous"]
    code_book.step(session, by=world.by(), theme=second.id, places=1)
    assert labels(session) == ["un", "trois", "deux", "dessous"]


def test_a_theme_dropped_before_one_that_moved_away_changes_nothing(world, session):
    first, second = world.theme("un"), world.theme("deux")
    under = world.theme("dessous", parent=first.id)

    refused(
        lambda: code_book.move(session, by=world.by(), theme=second.id, before=under.id),
        Fault.CHANGED,
    )


def test_a_theme_is_never_under_itself_nor_too_deep(world, session):
    line = [world.theme("1")]
    for n in range(2, 7):
        line.append(world.theme(str(n), parent=line[-1].id))
    under = {"by": world.by(), "theme": line[0].id, "seen": told(line[0])}

    for parent in (line[0], line[3]):
        refused(
            lambda parent=parent: code_book.amend(
                session, **under, facts=Facts("1", parent=parent.id)
            ),
            Fault.NOT_UNDER,
        )
    refused(lambda: world.theme("7", parent=line[-1].id), Fault.NOT_UNDER)
    refused(lambda: world.theme("x", "", parent=line[0].id), Fault.OTHER_LIST)


# To another list.


def test_a_theme_becomes_of_every_question_with_those_under_it(world, session):
    theme = world.theme("Délais")
    child = world.theme("Permis", parent=theme.id)
    world.code(child)

    code_shaping.bind(
        session, by=world.by(), theme=theme.id, question=None, seen=holding(session, theme)
    )
    assert [(one.question_id, one.parent_id) for one in (theme, child)] == [
        (None, None),
        (None, theme.id),
    ]
    code_shaping.bind(
        session, by=world.by(), theme=child.id, question=world.needs, seen=holding(session, child)
    )
    assert (child.question_id, child.parent_id) == (world.needs.id, None)


def test_a_theme_said_on_another_question_stays_of_every_question(world, session):
    theme = world.theme("Délais", "")
    world.code(theme)

    params = refused(
        lambda: code_shaping.bind(
            session,
            by=world.by(),
            theme=theme.id,
            question=world.scale,
            seen=holding(session, theme),
        ),
        Fault.OTHER_QUESTIONS,
    )
    assert params == {"count": 1}


def test_a_key_taken_anywhere_keeps_a_theme_where_it_is(world, session):
    theme = world.theme("Délais")
    world.theme("Délais", world.scale)

    params = refused(
        lambda: code_shaping.bind(
            session, by=world.by(), theme=theme.id, question=None, seen=holding(session, theme)
        ),
        Fault.KEY_TAKEN,
    )
    assert params == {"key": "delais"}


# Joining.


def test_doubles_of_a_person_become_one_with_the_stance_that_stays(world, session):
    old, new = world.theme("Lenteurs", claim="C"), world.theme("Délais", claim="C")
    both, alone = world.excerpt(0, 5), world.excerpt(6, 9)
    max_ = world.person("max@example.org")
    kept = world.code(new, both, stance=Stance.SUPPORT, comment="un")
    world.code(old, both, stance=Stance.OPPOSE, comment="deux")
    theirs = world.code(old, both, max_, Stance.OPPOSE)
    moved = world.code(old, alone, stance=Stance.NUANCE)
    child = world.theme("Permis", parent=old.id)

    merged(world, old, new)

    found = session.scalars(select(Coding).order_by(Coding.id)).all()
    assert [(one.id, one.theme_id, one.stance, one.comment) for one in found] == [
        (kept.id, new.id, Stance.SUPPORT, "un\ndeux"),
        (theirs.id, new.id, Stance.OPPOSE, ""),
        (moved.id, new.id, Stance.NUANCE, ""),
    ]
    assert (child.parent_id, labels(session)) == (new.id, ["Délais", "Permis"])
    (act,) = session.scalars(select(Act).where(Act.kind == "theme_merged"))
    assert (act.about["theme"], act.about["into"], act.about["count"]) == ("Lenteurs", "Délais", 3)


def test_stances_go_with_the_claim_they_were_about(world, session):
    old = world.theme("Lenteurs", claim="C")
    new, silent = world.theme("Délais", claim="D"), world.theme("Autre")
    coding = world.code(old, stance=Stance.OPPOSE)
    silenced = world.code(new, stance=Stance.OPPOSE)

    merged(world, old, new, stances=False)
    merged(world, new, silent)

    assert (coding.stance, silenced.stance, coding.theme, silenced.theme) == (
        None,
        None,
        silent,
        silent,
    )


def test_a_theme_merged_into_one_under_it_gives_it_its_place(world, session):
    top = world.theme("Haut")
    old = world.theme("Vieux", parent=top.id)
    between = world.theme("Entre", parent=old.id)
    new = world.theme("Neuf", parent=between.id)

    merged(world, old, new)

    assert (new.parent_id, between.parent_id) == (top.id, new.id)


def test_themes_of_two_lists_merge_where_the_passages_allow_it(world, session):
    own, across = world.theme("Délais"), world.theme("Lenteurs", "")
    child = world.theme("Permis", parent=own.id)
    world.code(own)
    other = world.theme("Ailleurs", world.scale)
    refused(lambda: merged(world, own, own), Fault.ITSELF)

    merged(world, own, across)

    assert (child.question_id, child.parent_id) == (None, across.id)
    refused(lambda: merged(world, across, other), Fault.OTHER_QUESTIONS)


# Dividing and taking away.


def test_some_passages_make_a_theme_of_their_own(world, session):
    theme = world.theme("Délais", claim="C")
    world.theme("Autre")
    one, two = world.excerpt(0, 5), world.excerpt(6, 9)
    moved = world.code(theme, one, stance=Stance.SUPPORT)
    stays = world.code(theme, two, stance=Stance.SUPPORT)
    split = {"by": world.by(), "theme": theme.id, "facts": Facts("Permis")}

    made = code_shaping.split(session, **split, excerpts=[one.id], seen=holding(session, theme))

    assert (moved.theme, moved.stance, stays.theme, stays.stance) == (
        made,
        None,
        theme,
        Stance.SUPPORT,
    )
    assert labels(session) == ["Délais", "Permis", "Autre"]
    refused(
        lambda: code_shaping.split(session, **split, excerpts=[], seen=holding(session, theme)),
        Fault.NOTHING_CHOSEN,
    )


def test_a_theme_taken_away_leaves_its_passages_and_what_was_under_it(world, session):
    top = world.theme("Haut")
    theme = world.theme("Délais", parent=top.id)
    child = world.theme("Permis", parent=theme.id)
    coding = world.code(theme)
    excerpt = coding.excerpt_id

    code_shaping.remove(session, by=world.by(), theme=theme.id, seen=holding(session, theme))

    assert (child.parent_id, labels(session)) == (top.id, ["Haut", "Permis"])
    assert session.scalars(select(Coding)).all() == []
    assert session.scalars(select(Excerpt.id)).all() == [excerpt]


def test_what_was_coded_since_the_page_was_opened_is_not_swept_away(world, session):
    theme = world.theme("Délais")
    seen = holding(session, theme)
    world.code(theme)

    refused(
        lambda: code_shaping.remove(session, by=world.by(), theme=theme.id, seen=seen),
        Fault.CHANGED,
    )


# Whatever is done, all of it undone is what there was.


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_sequence_undone_gives_the_code_book_back(session, data):
    world = World(session)
    try:
        _planted(world)
        before = world.rows()
        for _ in range(data.draw(st.integers(1, 6))):
            try:
                with session.begin_nested():
                    _any_act(world, data)
            except CannotShape:
                session.expire_all()
        while journal.undoable(session, world.call, world.lea):
            journal.undo(session, call=world.call, user=world.lea, at=AT)
        assert world.rows() == before
    finally:
        session.rollback()


def _planted(world):
    """Themes and codings that were there before, by an import that nobody undoes."""
    themes = [world.theme(f"T{n}", claim="C" * (n % 2)) for n in range(3)]
    themes += [world.theme("U", ""), world.theme("V", "")]
    themes.append(world.theme("W", parent=themes[0].id))
    excerpts = [world.excerpt(n, n + 4, agency=n % 2) for n in range(3)]
    max_ = world.person("max@example.org")
    for n, theme in enumerate(themes):
        world.code(theme, excerpts[n % 3], stance=Stance.SUPPORT if theme.claim else None)
        world.code(theme, excerpts[(n + 1) % 3], max_, comment=f"c{n}")
        world.code(theme, excerpts[(n + 1) % 3])
    world.session.query(Act).delete()


def _any_act(world, data):
    session, by = world.session, world.by()
    themes = code_book.themes_of(session, world.call)
    kind = data.draw(st.sampled_from(["add", "merge", "split", "remove", "bind", "amend", "move"]))
    if kind == "add" or not themes:
        question = data.draw(st.sampled_from([None, world.needs, world.scale]))
        code_book.add(session, by=by, question=question, facts=Facts("Neuf"))
        return
    theme = data.draw(st.sampled_from(themes))
    other = data.draw(st.sampled_from(themes))
    told_of = {"by": by, "theme": theme.id}
    if kind == "merge":
        merged(world, theme, other, stances=data.draw(st.booleans()))
    elif kind == "split":
        chosen = session.scalars(select(Coding.excerpt_id).where(Coding.theme_id == theme.id))
        excerpts = data.draw(st.sets(st.sampled_from([*chosen, 0])))
        seen = holding(session, theme)
        code_shaping.split(session, **told_of, facts=Facts("S"), excerpts=excerpts, seen=seen)
    elif kind == "remove":
        code_shaping.remove(session, **told_of, seen=holding(session, theme))
    elif kind == "bind":
        question = data.draw(st.sampled_from([None, world.needs, world.scale]))
        code_shaping.bind(session, **told_of, question=question, seen=holding(session, theme))
    elif kind == "amend":
        facts = Facts("Autrement", colour=12, parent=data.draw(st.sampled_from([None, other.id])))
        code_book.amend(session, **told_of, facts=facts, seen=told(theme))
    else:
        code_book.move(session, **told_of, before=None)
