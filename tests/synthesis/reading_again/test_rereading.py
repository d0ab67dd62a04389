"""Asking agencies to read their words again, and following what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consult.accounts.models import AuditEntry
from consult.analysis.queries import material
from consult.calls.queries import invitations
from consult.contributions import queries as contributions
from consult.contributions.consent import Attribution, Consent, QuotePermission
from consult.contributions.consenting import change
from consult.contributions.models import ConsentChange
from consult.errors import Invalid
from consult.synthesis import queries as notes
from consult.synthesis import service
from consult.synthesis.reading_again import rereading, rounds, to_ask
from consult.synthesis.reading_again.agreeing import NotReadBack
from consult.synthesis.reading_again.clearance import Answered, Choice
from consult.synthesis.snapshot import Audience, State
from consult.synthesis.versions.drawn_from import stand
from tests import office

AT = office.AT + timedelta(days=1)
UNTIL = AT + timedelta(days=3)
INSTANT = timedelta(microseconds=1)
AGREED, UNNAMED, REFUSED = Choice
SAID = (
    "Nous voulons des terrains prêts à bâtir dans chaque bassin avant la fin de cette année.",
    "Les entreprises attendent surtout une formation plus courte et plus proche de leurs ateliers.",
    "La voie ferrée reste la condition première de toute installation dans notre vallée.",
)


def contributes(session, invitation, words, *, quotes="allowed", attribution="named"):
    made = office.contribution(session, invitation, needs=words)
    made.versions[0].content = {
        **made.versions[0].content,
        "attribution": attribution,
        "quote_permission": quotes,
    }
    session.flush()
    return made


@pytest.fixture
def call(session):
    """Three contributions; the second agency wants to read its words first."""
    made = office.call(session)
    permissions = ("allowed", "after_review", "allowed")
    for invitation, words, quotes in zip(
        invitations(session, made), SAID, permissions, strict=True
    ):
        contributes(session, invitation, words, quotes=quotes)
    session.expire_all()
    return made


def asks(session, call, acronym="A2", *, until=UNTIL, at=AT):
    line = next(
        one
        for one in to_ask.lines(
            session, call, material(session, call.slug), rounds.rounds(session, call), at
        )
        if one.reader.agency == acronym
    )
    asked = rereading.drawn_up(
        invitation=line.invitation,
        reader=line.reader,
        note_version=None,
        until=until,
        actor=office.STAFF,
        at=at,
    )
    rereading.ask(session, asked=asked, at=at)
    return asked


def says(session, asked, *choices, at=AT, naming=AGREED, remarks=None, remark=""):
    session.flush()
    session.expire_all()
    draft = contributions.whole(session, asked.invitation.public_id, to_write=True)
    return rereading.answer(
        session,
        draft=draft,
        asked=asked,
        choices=choices,
        remarks=remarks or [""] * len(choices),
        naming=naming,
        remark=remark,
        at=at,
    )


def drafted(session, call, state=State.DRAFT):
    session.flush()
    session.expire_all()
    return service.draft(
        session, slug=call.slug, audience=Audience.DELEGATE, state=state, federation=""
    )


def quoted(session, call):
    note = drafted(session, call)
    return {q.text for c in note.chapters for t in c.topics for q in t.quotes}


def consent(session, call, acronym="A2"):
    session.expire_all()
    reply = material(session, call.slug).reply[acronym]
    return reply.attribution, reply.quotes


def test_words_are_printed_once_their_agency_agreed(session, call):
    asked = asks(session, call)
    assert [one.text for one in asked.extracts] == [SAID[1]]
    assert quoted(session, call) == {SAID[0], SAID[2]}

    assert says(session, asked, AGREED) is None

    assert asked.state is Answered.ACCEPTED
    assert SAID[1] in quoted(session, call)


@pytest.mark.parametrize(("when", "kept"), [(UNTIL - INSTANT, True), (UNTIL, False)])
def test_the_end_of_the_time_itself_is_too_late(session, call, when, kept):
    asked = asks(session, call)

    if kept:
        says(session, asked, AGREED, at=when)
    else:
        with pytest.raises(Invalid):
            says(session, asked, AGREED, at=when)

    assert (asked.state is Answered.ACCEPTED) is kept
    assert (SAID[1] in quoted(session, call)) is kept


def test_silence_prints_nothing_of_who_wanted_to_read_first_and_takes_nothing_else_back(
    session, call
):
    asks(session, call, "A1")
    asks(session, call, "A2")

    assert quoted(session, call) == {SAID[0], SAID[2]}
    service.freeze(
        session,
        slug=call.slug,
        snapshot=drafted(session, call, State.APPROVED),
        drawn_from=stand(session, call),
        built_by=office.STAFF,
        at=UNTIL,
    )


def test_refusing_everything_refuses_quotation_at_once(session, call):
    asked = asks(session, call, "A1")

    changed = says(session, asked, REFUSED, remarks=["Non."])

    assert asked.state is Answered.OBJECTED
    assert changed.quote_permission is QuotePermission.REFUSED
    assert consent(session, call, "A1") == (Attribution.NAMED, QuotePermission.REFUSED)
    assert SAID[0] not in quoted(session, call)


def test_not_to_be_named_holds_for_the_whole_contribution(session, call):
    asked = asks(session, call)

    says(session, asked, UNNAMED)

    assert consent(session, call) == (Attribution.ANONYMOUS, QuotePermission.AFTER_REVIEW)
    assert asked.state is Answered.PARTLY
    assert rounds.said(rounds.rounds(session, call)).has(
        "A2", "needs", SAID[1], version=1, named=False
    )


def test_an_agency_that_is_only_named_may_ask_not_to_be(session, call):
    asked = asks(session, call)

    says(session, asked, AGREED, naming=UNNAMED)

    assert asked.state is Answered.PARTLY
    assert consent(session, call)[0] is Attribution.ANONYMOUS


def test_thinking_again_within_the_time_finds_the_first_consent_back(session, call):
    asked = asks(session, call, "A1")
    says(session, asked, REFUSED, naming=UNNAMED)
    assert consent(session, call, "A1") == (Attribution.ANONYMOUS, QuotePermission.REFUSED)

    says(session, asked, AGREED, at=AT + timedelta(hours=1))

    assert consent(session, call, "A1") == (Attribution.NAMED, QuotePermission.ALLOWED)
    assert SAID[0] in quoted(session, call)


def test_a_consent_changed_elsewhere_is_not_undone_by_thinking_again(session, call):
    asked = asks(session, call, "A1")
    says(session, asked, REFUSED)
    session.expire_all()
    draft = contributions.whole(session, asked.invitation.public_id, to_write=True)
    hidden = Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED)
    change(session, draft=draft, consent=hidden, at=AT + timedelta(minutes=1))

    says(session, asked, AGREED, at=AT + timedelta(hours=1))

    assert consent(session, call, "A1") == (Attribution.CONFIDENTIAL, QuotePermission.REFUSED)


def test_asking_again_closes_what_was_asked_before_and_keeps_it(session, call):
    first = asks(session, call)
    second = asks(session, call, at=AT + timedelta(hours=1))

    assert not first.is_open(AT + timedelta(hours=1))
    assert rounds.last_for(session, first.invitation) is second
    assert rounds.rounds(session, call) == [first, second]
    with pytest.raises(Invalid):
        says(session, first, AGREED, at=AT + timedelta(hours=1))


@pytest.mark.parametrize("until", [AT, AT - INSTANT])
def test_there_is_always_time_to_answer(session, call, until):
    with pytest.raises(Invalid):
        asks(session, call, until=until)


def test_a_reminder_waits_for_the_next_day_and_for_who_has_not_answered(session, call):
    asked = asks(session, call)
    for at in (AT, AT + rereading.PAUSE - INSTANT):
        with pytest.raises(Invalid):
            rereading.remind(session, asked=asked, actor=office.STAFF, at=at)

    rereading.remind(session, asked=asked, actor=office.STAFF, at=AT + rereading.PAUSE)
    assert asked.reminded_at == AT + rereading.PAUSE

    says(session, asked, AGREED, at=AT + timedelta(days=2))
    with pytest.raises(Invalid):
        rereading.remind(session, asked=asked, actor=office.STAFF, at=UNTIL - INSTANT)


def test_more_time_opens_again_what_was_over(session, call):
    asked = asks(session, call)
    later = UNTIL + timedelta(days=2)
    with pytest.raises(Invalid):
        rereading.prolong(session, asked=asked, until=UNTIL, actor=office.STAFF, at=AT)
    with pytest.raises(Invalid):
        rereading.prolong(session, asked=asked, until=later, actor=office.STAFF, at=later)

    rereading.prolong(session, asked=asked, until=later, actor=office.STAFF, at=UNTIL)

    says(session, asked, AGREED, at=UNTIL + INSTANT)
    assert asked.state is Answered.ACCEPTED


@pytest.mark.parametrize("state", [State.APPROVED, State.HANDED_OVER])
@pytest.mark.parametrize(("at", "refused"), [(UNTIL - INSTANT, True), (UNTIL, False)])
def test_a_note_is_not_final_while_somebody_reads(session, call, state, at, refused):
    asks(session, call)
    drawn_from = stand(session, call)
    frozen = {"slug": call.slug, "drawn_from": drawn_from, "built_by": office.STAFF, "at": at}
    service.freeze(session, snapshot=drafted(session, call), **frozen)

    if refused:
        with pytest.raises(NotReadBack) as raised:
            service.freeze(session, snapshot=drafted(session, call, state), **frozen)
        assert (raised.value.waiting, raised.value.printed) == (("A2",), ())
    else:
        service.freeze(session, snapshot=drafted(session, call, state), **frozen)


def test_a_note_composed_before_a_refusal_is_not_approved(session, call):
    asked = asks(session, call, "A1")
    snapshot = drafted(session, call, State.APPROVED)
    says(session, asked, REFUSED)

    with pytest.raises(NotReadBack) as raised:
        service.freeze(
            session,
            slug=call.slug,
            snapshot=snapshot,
            drawn_from=stand(session, call),
            built_by=office.STAFF,
            at=AT,
        )

    assert (raised.value.waiting, raised.value.printed) == ((), ("A1",))


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(("choice", "again"), [(AGREED, False), (REFUSED, True)])
def test_a_refusal_says_which_notes_to_compose_again(session, call, choice, again, marked):
    old = office.note(session, call)
    asked = asks(session, call, "A1")
    old.drawn_from = stand(session, call).plain() if marked else None
    says(session, asked, choice)

    assert (old.id in notes.overtaken(session, call, [old])) is again


def test_the_trail_remembers_who_asked_and_who_answered(session, call):
    asked = asks(session, call)
    says(session, asked, AGREED)

    entries = session.query(AuditEntry).filter(AuditEntry.action.like("read_back.%")).all()
    assert [(one.action, one.actor) for one in entries] == [
        ("read_back.ask", office.STAFF),
        ("read_back.answer", "agency:A2"),
    ]
    assert session.query(ConsentChange).count() == 0


def test_what_is_asked_is_read_in_one_statement(session, call, queries):
    asks(session, call, "A1")
    asks(session, call, "A2")
    session.flush()
    session.expunge_all()
    with queries(1):
        found = rounds.rounds(session, call)
        assert [one.invitation.acronym for one in found] == ["A1", "A2"]
    with queries(1):
        assert rounds.standings(session, call, at=UNTIL) == [None, None]


def test_three_working_days_skip_the_week_end_and_the_holidays():
    thursday = datetime(2026, 4, 30, 9, tzinfo=UTC)

    assert rereading.usual_end(thursday, "Europe/Paris") == datetime(2026, 5, 6, 16, tzinfo=UTC)
