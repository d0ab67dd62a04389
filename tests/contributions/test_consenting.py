"""Changing one's mind about what was sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import AuditEntry
from consult.analysis.queries import material
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions import consenting, queries, sending, service
from consult.contributions.consent import Attribution, Consent, QuotePermission
from consult.contributions.models import Answer, ConsentChange
from consult.contributions.texts.merging import Said
from consult.errors import Invalid
from tests.contributions.world import CLOSES, DURING, EVERYTHING, call_of, invited

LATER = CLOSES + timedelta(days=2)
HIDDEN = Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED)
OPEN = Consent(Attribution.NAMED, QuotePermission.ALLOWED)
SAID = {
    "team": Said("Pôle"),
    "text": Said("Un avis"),
    "attribution": Said("anonymous"),
    "quote_permission": Said("refused"),
}
ASKING = Questionnaire(
    (
        Section(
            "s",
            "S",
            "",
            (
                Question("team", QuestionKind.SHORT_TEXT, "Team"),
                Question("text", QuestionKind.LONG_TEXT, "Text"),
                Question(
                    "attribution",
                    QuestionKind.SINGLE_CHOICE,
                    "Attribution",
                    options=tuple(Option(one, one) for one in ("named", "anonymous")),
                ),
            ),
        ),
    )
)


@pytest.fixture(params=[EVERYTHING, ASKING], ids=["own-step", "asked"])
def call(request, session):
    return call_of(session, request.param)


@pytest.fixture
def here(session, call):
    return invited(session, call).public_id


def whole(session, here):
    session.flush()
    session.expire_all()
    return queries.whole(session, here, to_write=True)


@pytest.fixture
def sent(session, here):
    draft = whole(session, here)
    return sending.send(session, draft=draft, answers=SAID, expected_revision=0, at=DURING)


def change(session, here, consent, at=LATER):
    return consenting.change(session, draft=whole(session, here), consent=consent, at=at)


def reply(session):
    (found,) = material(session, "autumn-2026").replies
    return Consent(found.attribution, found.quotes, found.confidential)


@pytest.mark.usefixtures("sent")
def test_a_change_holds_everywhere_in_both_directions_also_after_the_deadline(session, here):
    assert reply(session) == Consent(Attribution.ANONYMOUS, QuotePermission.REFUSED)
    for wanted in (HIDDEN, OPEN, Consent(*OPEN.choices[0][1:], OPEN.quotes, frozenset({"text"}))):
        change(session, here, wanted)
        draft = whole(session, here)

        assert reply(session) == wanted
        assert draft.consent(draft.sent) == wanted


@pytest.mark.usefixtures("sent")
def test_the_version_sent_never_changes(session, here, sent):
    before = (dict(sent.content), sent.digest)
    change(session, here, HIDDEN)
    assert (whole(session, here).sent.content, whole(session, here).sent.digest) == before


@pytest.mark.usefixtures("sent")
def test_the_answers_at_hand_follow_so_that_nothing_looks_unsent(session, here):
    change(session, here, Consent(OPEN.attribution, OPEN.quotes, frozenset({"text"})))
    draft = whole(session, here)
    assert (draft.said["attribution"].value, draft.confidential) == ("named", {"text"})
    assert not draft.differs_from_sent


@pytest.mark.usefixtures("sent")
def test_sending_again_does_not_bring_the_former_choice_back(session, here):
    change(session, here, HIDDEN, at=DURING + timedelta(hours=1))
    draft = whole(session, here)
    answers = {**draft.said, "text": Said("Un autre avis")}
    sending.send(
        session,
        draft=draft,
        answers=answers,
        expected_revision=draft.revision,
        at=DURING + timedelta(hours=2),
    )
    assert reply(session) == HIDDEN


@pytest.mark.usefixtures("sent")
def test_choosing_again_in_the_form_counts_once_it_is_sent(session, here):
    change(session, here, OPEN, at=DURING + timedelta(hours=1))
    draft = whole(session, here)
    answers = {**draft.said, "attribution": Said("anonymous"), "quote_permission": Said("refused")}
    sending.send(
        session,
        draft=draft,
        answers=answers,
        expected_revision=draft.revision,
        at=DURING + timedelta(hours=2),
    )
    assert len(whole(session, here).versions) == 2
    assert reply(session) == Consent(Attribution.ANONYMOUS, QuotePermission.REFUSED)


@pytest.mark.usefixtures("sent")
def test_choosing_the_same_again_leaves_no_trace(session, here):
    assert change(session, here, HIDDEN) is not None
    assert change(session, here, HIDDEN) is None
    assert len(session.scalars(select(ConsentChange)).all()) == 1


@pytest.mark.usefixtures("sent")
def test_the_trail_says_who_chose_what_and_never_the_answers(session, here):
    change(session, here, Consent(OPEN.attribution, OPEN.quotes, frozenset({"text"})))
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor, entry.subject) == (
        "consent.change",
        "agency:ABC",
        "call:autumn-2026",
    )
    assert entry.details == {
        "agency": "ABC",
        "attribution": "named",
        "quote_permission": "allowed",
        "confidential": 1,
    }


def test_before_sending_there_is_nothing_to_change(session, here):
    draft = whole(session, here)
    service.save(session, draft=draft, answers=SAID, expected_revision=0, at=DURING)
    with pytest.raises(Invalid):
        change(session, here, HIDDEN)


@pytest.mark.usefixtures("sent")
def test_what_was_withdrawn_is_in_no_figure_and_cannot_be_chosen_for(session, here):
    whole(session, here).contribution.withdrawn_at = LATER
    with pytest.raises(Invalid):
        change(session, here, OPEN)
    assert material(session, "autumn-2026").replies == ()


@pytest.mark.usefixtures("sent")
def test_keys_that_are_no_answer_are_not_kept(session, here):
    changed = change(session, here, Consent(OPEN.attribution, OPEN.quotes, frozenset({"nothing"})))
    assert changed.confidential == []
    assert session.scalars(select(Answer.confidential)).all().count(True) == 0
