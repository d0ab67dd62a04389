"""A call that asks every kind of question, its agencies, and their personal links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from consult.accounts import service as accounts
from consult.accounts.models import Purpose
from consult.calls.building.question_settings import settings_of
from consult.calls.models import Call, Invitation, Question, Section
from consult.calls.questionnaire import Field, Option, QuestionKind, Questionnaire, ShowIf
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import Section as AskedSection
from consult.directory.models import Agency, Contact, ContactRole

K = QuestionKind
OPENS = datetime(2026, 3, 2, 8, tzinfo=UTC)
CLOSES = datetime(2026, 3, 27, 17, tzinfo=UTC)
DURING = datetime(2026, 3, 10, 9, 32, tzinfo=UTC)
GRACE = timedelta(seconds=120)


def options(*keys):
    return tuple(Option(key, key.title()) for key in keys)


EVERYTHING = Questionnaire(
    (
        AskedSection(
            "who",
            "Who you are",
            "A few facts.",
            (
                Asked("team", K.SHORT_TEXT, "Team", required=True, max_chars=20),
                Asked(
                    "scale", K.SINGLE_CHOICE, "Scale", other=True, options=options("town", "land")
                ),
                Asked(
                    "share",
                    K.NUMBER,
                    "Share",
                    unit="%",
                    min=0,
                    max=100,
                    show_if=ShowIf("scale", ("land",)),
                ),
            ),
        ),
        AskedSection(
            "what",
            "What you think",
            "",
            (
                Asked("text", K.LONG_TEXT, "Your view", required=True, max_words=10),
                Asked(
                    "sectors",
                    K.MULTIPLE_CHOICE,
                    "Sectors",
                    other=True,
                    max_choices=2,
                    options=options("metal", "wood", "food"),
                ),
                Asked(
                    "needs",
                    K.LIKERT,
                    "Needs",
                    rows=options("land", "skills"),
                    scale=options("low", "high"),
                ),
                Asked("order", K.RANKING, "Order", options=options("one", "two", "three")),
                Asked("since", K.DATE, "Since"),
                Asked("papers", K.FILE, "Papers", accept=("pdf", "txt"), max_mb=1),
                Asked(
                    "actions",
                    K.REPEAT,
                    "Actions",
                    max_items=3,
                    item_label="Action",
                    fields=(
                        Field("title", K.SHORT_TEXT, "Title", required=True, max_chars=40),
                        Field("year", K.NUMBER, "Year", min=1990, max=2030),
                    ),
                ),
            ),
        ),
    )
)


def call_of(
    session, questionnaire=EVERYTHING, *, closes_at=CLOSES, slug="autumn-2026", language="en"
):
    call = Call(
        slug=slug,
        language=language,
        title="Autumn hearing",
        context="",
        commissioner="",
        federation="The Federation",
        folder="",
        hearing_at=None,
        hearing_place="",
        opens_at=OPENS,
        closes_at=closes_at,
        timezone="Europe/Paris",
        demonstration=False,
        grace_seconds=120,
        launched_at=OPENS,
        created_at=OPENS,
    )
    session.add(call)
    session.flush()
    for rank, section in enumerate(questionnaire.sections):
        row = Section(
            call=call,
            key=section.key,
            position=rank,
            title=section.title,
            intro=section.intro,
            translations=dict(section.translations),
        )
        session.add(row)
        session.flush()
        row.questions = [
            Question(
                call_id=call.id,
                key=one.key,
                position=place,
                kind=one.kind,
                label=one.label,
                help=one.help,
                required=one.required,
                settings=settings_of(one),
                translations=dict(one.translations),
            )
            for place, one in enumerate(section.questions)
        ]
    session.flush()
    return call


def invited(session, call, acronym="ABC", **facts):
    agency = Agency(
        key=acronym.casefold(),
        acronym=acronym,
        name=f"Agency {acronym}",
        level="local",
        region=facts.pop("region", "Bretagne"),
        department=facts.pop("department", ""),
        timezone=None,
        contacts=[
            Contact(email=f"head@{acronym.lower()}.example", name="", role=ContactRole.SIGNATORY)
        ],
    )
    session.add(agency)
    session.flush()
    invitation = Invitation(
        public_id=f"public{acronym}",
        call_id=call.id,
        agency_id=agency.id,
        position=agency.id,
        acronym=acronym,
        name=agency.name,
        level="local",
        region=agency.region,
        department=agency.department,
        email=f"contact@{acronym.lower()}.example",
        extended_until=facts.pop("extended_until", None),
    )
    session.add(invitation)
    session.flush()
    return invitation


def link_to(session, invitation, *, at=OPENS, expires_at=None):
    return accounts.issue_link(
        session,
        purpose=Purpose.CONTRIBUTION,
        subject_id=invitation.id,
        at=at,
        expires_at=expires_at,
    )


def read_over(client, page, *, status=200, **answers):
    """From the form to its reading over, and from there to the receipt."""
    review = client.send(page, form="form.sheet", button="review", **answers)
    return client.send(review, form="form.sheet-end", status=status)
