from datetime import timedelta

import pytest

from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import QuestionKind, Questionnaire, Section
from consult.contributions import queries, sending, service
from consult.contributions.consent import Attribution
from consult.contributions.texts.merging import Said
from consult.errors import CallNotOpen, Invalid, StaleRevision
from tests.contributions.world import CLOSES, DURING, GRACE, call_of, invited

ANSWERS = {"team": Said("Pôle"), "text": Said("Un avis")}


@pytest.fixture
def invitation(session):
    return invited(session, call_of(session))


@pytest.fixture
def count_queries(request):
    """The counter under another name: here `queries` are those of the room."""
    return request.getfixturevalue("queries")


def draft(session, invitation):
    return queries.whole(session, invitation.public_id, to_write=True)


def saved(session, invitation, answers=ANSWERS, *, revision=0, at=DURING):
    found = draft(session, invitation)
    return service.save(session, draft=found, answers=answers, expected_revision=revision, at=at)


def sent(session, invitation, answers=ANSWERS, *, revision=0, at=DURING):
    found = draft(session, invitation)
    return sending.send(session, draft=found, answers=answers, expected_revision=revision, at=at)


def test_a_draft_is_kept_however_incomplete(session, invitation):
    saved(session, invitation, {"text": Said("far too long " * 20), "share": Said("environ 20")})
    kept = draft(session, invitation)
    assert (kept.revision, kept.values, kept.sent) == (
        1,
        {"text": "far too long " * 20, "share": "environ 20"},
        None,
    )


def test_saving_the_same_again_changes_nothing(session, invitation):
    saved(session, invitation)
    saved(session, invitation, revision=1, at=DURING + timedelta(hours=1))
    kept = draft(session, invitation).contribution
    assert (kept.revision, kept.saved_at) == (1, DURING)


def test_an_older_form_never_overwrites(session, invitation):
    saved(session, invitation)
    with pytest.raises(StaleRevision):
        saved(session, invitation, {"team": Said("Other")}, revision=0)
    assert draft(session, invitation).values["team"] == "Pôle"


def test_an_answer_taken_back_is_gone(session, invitation):
    saved(session, invitation)
    saved(session, invitation, {"team": Said("Pôle")}, revision=1)
    assert draft(session, invitation).values == {"team": "Pôle"}


def test_sending_freezes_the_answers_that_are_put(session, invitation):
    version = sent(
        session, invitation, ANSWERS | {"share": Said(12), "scale": Said("town", confidential=True)}
    )
    assert (version.number, version.sent_at, version.late, version.channel, version.content) == (
        1,
        DURING,
        False,
        "web",
        {
            "answers": {"team": "Pôle", "scale": "town", "text": "Un avis"},
            "confidential": ["scale"],
            "attribution": None,
            "quote_permission": None,
        },
    )


def test_the_same_form_sent_twice_makes_one_version(session, invitation):
    first = sent(session, invitation)
    again = sent(session, invitation)
    assert (again.id, len(draft(session, invitation).versions)) == (first.id, 1)


def test_a_form_sent_again_after_a_newer_one_gives_its_own_receipt(session, invitation):
    first = sent(session, invitation)
    second = sent(session, invitation, ANSWERS | {"team": Said("B")}, revision=1)
    again = sent(session, invitation)
    assert (again.id, second.number, second.reference) == (
        first.id,
        2,
        first.reference[:-1] + "2",
    )


def test_going_back_to_earlier_words_on_purpose_is_a_new_version(session, invitation):
    sent(session, invitation)
    sent(session, invitation, ANSWERS | {"team": Said("B")}, revision=1)
    assert sent(session, invitation, revision=2).number == 3


def test_what_is_missing_or_wrong_forbids_sending(session, invitation):
    with pytest.raises(Invalid) as refused:
        sent(session, invitation, {"team": Said("far too long for twenty signs")})
    assert refused.value.args == ("team", "text")


def test_the_grace_is_taken_and_its_end_is_too_late(session, invitation):
    version = sent(session, invitation, at=CLOSES + GRACE - timedelta(microseconds=1))
    assert version.late is False
    with pytest.raises(CallNotOpen):
        saved(session, invitation, {}, revision=1, at=CLOSES + GRACE)


def test_an_extension_counts_for_its_agency_alone_and_is_told_as_late(session):
    call = call_of(session)
    longer = invited(session, call, "LONG", extended_until=CLOSES + timedelta(days=2))
    other = invited(session, call, "SHORT")
    version = sent(session, longer, at=CLOSES + timedelta(days=1))
    assert version.late is True
    with pytest.raises(CallNotOpen):
        sent(session, other, at=CLOSES + timedelta(days=1))


def test_consent_is_kept_on_the_contribution_when_the_call_asks_none(session, invitation):
    version = sent(session, invitation, ANSWERS | {"attribution": Said("named")})
    kept = draft(session, invitation)
    assert (
        kept.contribution.attribution,
        version.content["attribution"],
        kept.said["attribution"],
    ) == (
        Attribution.NAMED,
        "named",
        Said("named"),
    )


def test_references_of_two_agencies_never_meet(session):
    call = call_of(session)
    references = {sent(session, invited(session, call, f"A{n}")).reference for n in range(5)}
    assert len(references) == 5


@pytest.mark.parametrize("size", [1, 30])
def test_saving_asks_as_many_statements_whatever_the_size(session, count_queries, size):
    asked = tuple(Asked(f"k{n}", QuestionKind.SHORT_TEXT, f"K{n}") for n in range(size))
    call = call_of(session, Questionnaire((Section("s", "S", "", asked),)))
    for n in range(size):
        invited(session, call, f"B{n}")
    one = invited(session, call, "ONE")
    before = {question.key: Said("before") for question in asked}
    saved(session, one, before)
    session.commit()
    session.expire_all()
    with count_queries(6):
        found = queries.draft(session, "publicONE", to_write=True)
        after = {question.key: Said("after") for question in asked}
        service.save(session, draft=found, answers=after, expected_revision=1, at=DURING)
