"""Passages are put under themes by people who see what they code, and nobody is overwritten."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from consult.analysis.coding import journal
from consult.analysis.coding import service as coding
from consult.analysis.coding.desk import changed, choices, entries
from consult.analysis.coding.spots import CannotCode, Why
from consult.analysis.material import Stance
from consult.analysis.models import Act, Coding, Excerpt, Origin
from consult.analysis.queries import material
from consult.calls.queries import call_with_questions
from consult.errors import NotFound
from tests import office
from tests.analysis.coded import (
    LATER,
    TEXT,
    a_call,
    a_theme,
    code,
    person,
    sent_again,
    spot_of,
)
from tests.office import AT


@pytest.fixture
def call(session):
    return a_call(session)


@pytest.fixture
def lea(session):
    return person(session, "Léa")


@pytest.fixture
def max_(session):
    return person(session, "Max")


def entry(session, call, **told):
    where = spot_of(session, call)
    return entries(session, call, [(where.contribution, where.question)], **told)[0]


def why(refused):
    return refused.value.why


def test_the_words_chosen_are_coded_without_the_blanks_around_them(session, call, lea):
    [made] = code(session, call, lea, a_theme(session, call), (2, 9))

    assert (made.excerpt.start, made.excerpt.end) == (3, 8)
    assert (made.origin, made.user, made.stance, made.coded_at) == (Origin.HUMAN, lea, None, AT)
    assert [one.text for one in material(session, call.slug).passages] == ["l’eau"]


def test_characters_are_counted_as_characters(session, call, lea):
    start = TEXT.index("🚲")
    [made] = code(session, call, lea, a_theme(session, call), (start, start + 7))

    assert TEXT[made.excerpt.start : made.excerpt.end] == "🚲 vélos"


def test_sentences_that_follow_each_other_are_one_excerpt(session, call, lea):
    made = code(session, call, lea, a_theme(session, call), (23, len(TEXT)), (0, 22))

    assert [(one.excerpt.start, one.excerpt.end) for one in made] == [(0, len(TEXT))]


def test_two_themes_share_one_excerpt(session, call, lea):
    [one] = code(session, call, lea, a_theme(session, call))
    [two] = code(session, call, lea, a_theme(session, call, "gare"))

    assert one.excerpt is two.excerpt


def test_coding_the_same_twice_changes_nothing(session, call, lea):
    chosen = a_theme(session, call)
    assert code(session, call, lea, chosen) == code(session, call, lea, chosen)

    assert len(session.scalars(select(Coding)).all()) == 1
    assert len(session.scalars(select(Act)).all()) == 1


def test_two_people_may_say_the_same_and_are_counted_once(session, call, lea, max_):
    chosen = a_theme(session, call)
    code(session, call, lea, chosen)
    code(session, call, max_, chosen)

    [strand] = entry(session, call).texts[0].strands
    assert [one.who for one in strand.said] == ["Léa", "Max"]
    assert len(material(session, call.slug).passages) == 1


def test_whoever_codes_blind_sees_no_coding_of_others(session, call, lea, max_):
    chosen = a_theme(session, call)
    code(session, call, lea, chosen)

    hidden = entry(session, call, viewer=max_, blind=True)
    assert (hidden.texts[0].strands, hidden.others) == ((), 1)
    assert len(entry(session, call, viewer=lea, blind=True).texts[0].strands) == 1


@pytest.mark.parametrize("span", [(3, 3), (2, 3), (5, 400), (9, 4)])
def test_a_passage_has_words_and_lies_within_the_text(session, call, lea, span):
    with pytest.raises(CannotCode) as refused:
        code(session, call, lea, a_theme(session, call), span)
    assert why(refused) is Why.EMPTY


def test_the_last_character_may_be_coded_and_none_beyond(session, call, lea):
    chosen = a_theme(session, call)
    [made] = code(session, call, lea, chosen, (30, len(TEXT)))
    assert made.excerpt.end == len(TEXT)
    with pytest.raises(CannotCode):
        code(session, call, lea, chosen, (30, len(TEXT) + 1))


def test_a_theme_of_another_question_takes_no_passage(session, call, lea):
    with pytest.raises(CannotCode) as refused:
        code(session, call, lea, a_theme(session, call, question="scale"))
    assert why(refused) is Why.THEME


def test_a_theme_across_questions_takes_passages_of_any(session, call, lea):
    chosen = a_theme(session, call)
    chosen.question = None
    session.flush()

    assert len(code(session, call, lea, chosen)) == 1


def test_what_belongs_to_another_call_is_not_there(session, call, lea):
    other = office.call(session, audience=1, title="Un autre appel")
    with pytest.raises(NotFound):
        code(session, other, lea, a_theme(session, call), spot=spot_of(session, call))
    [made] = code(session, call, lea, a_theme(session, call, "gare"))
    with pytest.raises(NotFound):
        coding.uncode(session, call=other, user=lea, coding=made.id, at=AT)


def test_a_stance_needs_a_claim(session, call, lea):
    with pytest.raises(CannotCode) as refused:
        code(session, call, lea, a_theme(session, call), stance=Stance.SUPPORT)
    assert why(refused) is Why.STANCE

    claimed = a_theme(session, call, "gare", claim="Il faut une gare")
    [made] = code(session, call, lea, claimed, stance=Stance.SUPPORT)
    assert made.stance is Stance.SUPPORT


def test_a_stance_changed_meanwhile_is_not_overwritten(session, call, lea):
    [made] = code(session, call, lea, a_theme(session, call, claim="Oui"), stance=Stance.SUPPORT)
    given = {"call": call, "user": lea, "coding": made.id, "at": LATER}
    coding.amend(session, **given, stance=(Stance.SUPPORT, Stance.NUANCE))

    with pytest.raises(CannotCode) as refused:
        coding.amend(session, **given, stance=(Stance.SUPPORT, Stance.OPPOSE))
    assert (why(refused), made.stance) == (Why.CHANGED, Stance.NUANCE)
    coding.amend(session, **given, stance=(Stance.SUPPORT, Stance.NUANCE))


def test_a_comment_is_kept_and_is_not_overwritten(session, call, lea):
    [made] = code(session, call, lea, a_theme(session, call))
    given = {"call": call, "user": lea, "coding": made.id, "at": LATER}
    coding.amend(session, **given, comment=("", "à vérifier"))
    assert made.comment == "à vérifier"

    with pytest.raises(CannotCode) as refused:
        coding.amend(session, **given, comment=("", "autre chose"))
    assert why(refused) is Why.CHANGED
    with pytest.raises(CannotCode) as refused:
        coding.amend(session, **given, comment=("à vérifier", "x" * 2001))
    assert why(refused) is Why.LONG


def test_what_a_colleague_said_stays_but_one_may_say_it_too(session, call, lea, max_):
    [made] = code(session, call, lea, a_theme(session, call, claim="Oui"), stance=Stance.OPPOSE)
    with pytest.raises(CannotCode) as refused:
        coding.amend(session, call=call, user=max_, coding=made.id, at=AT, comment=("", "non"))
    assert why(refused) is Why.NOT_YOURS

    too = coding.agree(session, call=call, user=max_, coding=made.id, at=AT)
    assert (too.excerpt_id, too.stance, too.user) == (made.excerpt_id, Stance.OPPOSE, max_)
    assert coding.agree(session, call=call, user=max_, coding=made.id, at=AT) is too


def test_the_excerpt_goes_with_its_last_coding_and_comes_back(session, call, lea, max_):
    chosen = a_theme(session, call)
    [mine], [theirs] = code(session, call, lea, chosen), code(session, call, max_, chosen)
    coding.uncode(session, call=call, user=lea, coding=mine.id, at=LATER)
    assert [one.id for one in session.scalars(select(Coding))] == [theirs.id]

    coding.uncode(session, call=call, user=max_, coding=theirs.id, at=LATER)
    assert session.scalars(select(Excerpt)).all() == []
    journal.undo(session, call=call, user=max_, at=LATER)
    assert [one.id for one in session.scalars(select(Coding))] == [theirs.id]
    with pytest.raises(NotFound):
        coding.uncode(session, call=call, user=max_, coding=mine.id, at=LATER)


def test_a_version_that_is_no_longer_the_last_is_not_coded(session, call, lea):
    where = spot_of(session, call)
    sent_again(session, "Autre chose.")
    with pytest.raises(CannotCode) as refused:
        code(session, call, lea, a_theme(session, call), spot=where)
    assert why(refused) is Why.NEWER


def test_a_withdrawn_contribution_keeps_its_codings_and_takes_no_new_one(session, call, lea):
    [made] = code(session, call, lea, a_theme(session, call))
    made.excerpt.version.contribution.withdrawn_at = LATER
    session.flush()
    with pytest.raises(CannotCode) as refused:
        code(session, call, lea, a_theme(session, call, "gare"))

    assert why(refused) is Why.WITHDRAWN
    shown = entry(session, call)
    assert (shown.withdrawn, len(shown.texts[0].strands)) == (True, 1)
    assert material(session, call.slug).passages == ()


def test_open_pages_learn_which_answers_changed(session, call, lea):
    where = spot_of(session, call)
    code(session, call, lea, a_theme(session, call))

    assert changed(session, call, AT) == [(where.contribution, where.question)]
    assert changed(session, call, LATER) == []


def test_the_first_nine_themes_have_a_digit_those_across_questions_last(session, call):
    across = a_theme(session, call, "partout")
    across.question = None
    for rank in range(9):
        a_theme(session, call, f"t{rank}")
    offered = choices(session, call)[spot_of(session, call).question]

    assert [one.digit for one in offered] == [1, 2, 3, 4, 5, 6, 7, 8, 9, None]
    assert [one.across for one in offered][-2:] == [False, True]


def test_answers_are_drawn_in_a_constant_number_of_statements(session, settle, call, lea, queries):
    code(session, call, lea, a_theme(session, call))
    sent_again(session, "Tout autre chose.")
    where, slug = [spot_of(session, call, rank=rank) for rank in (0, 1)], call.slug
    settle()
    with queries(3 + 3 + 1):
        found = call_with_questions(session, slug)
        entries(session, found, [(one.contribution, one.question) for one in where])
        choices(session, found)
