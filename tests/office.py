"""A federation's office for the tests: people, agencies, calls, contributions, notes."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from consult import clock
from consult.accounts import service as accounts
from consult.accounts.models import Purpose, Role
from consult.calls import service as calls
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions.models import Contribution, Version
from consult.directory import upserting as directory
from consult.directory.entries import Entry
from consult.synthesis.models import Artefact, Format, Note
from consult.synthesis.snapshot import Audience, State

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSES = datetime(2026, 3, 12, 17, tzinfo=UTC)
STAFF = "claire@federation.example"
QUESTIONNAIRE = Questionnaire(
    (
        Section(
            "needs",
            "Les besoins",
            "",
            (
                Question("needs", QuestionKind.LONG_TEXT, "Quels besoins ?", required=True),
                Question(
                    "scale",
                    QuestionKind.SINGLE_CHOICE,
                    "À quelle échelle ?",
                    options=(Option("a", "Région"), Option("b", "Bassin")),
                ),
            ),
        ),
    )
)
_numbers = itertools.count(1)


def sign_in(client, session, role=Role.MANAGER, email=STAFF):
    """The client's visitor becomes a member of staff by a one-time link."""
    user = accounts.create_user(session, email=email, role=role, at=AT)
    token = accounts.issue_link(
        session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=AT, expires_at=None
    )
    client.send(client.get(f"/sign-in/{token}"))
    return user


def signed_in(page, session, *, role=Role.MANAGER, email=STAFF, name=""):
    """A member of staff in a browser, who has just signed in with a one-time link."""
    at = clock.now()
    user = accounts.create_user(session, email=email, role=role, at=at)
    if name:
        user.name = name
    token = accounts.issue_link(
        session, purpose=Purpose.SIGN_IN, subject_id=user.id, at=at, expires_at=None
    )
    session.commit()
    page.goto(f"/sign-in/{token}")
    page.locator("main button").click()
    page.wait_for_url("**/staff/")
    return page


def agencies(session, count=3, *, level="locale", region="Bretagne"):
    """So many agencies, `A1` and on, each with an address."""
    entries = [
        Entry(f"A{n}", f"Agence {n}", level, region, "", f"a{n}@agence.example")
        for n in range(1, count + 1)
    ]
    return directory.upsert(session, entries=entries)


def call(session, *, opened=True, audience=3, title="L’eau et l’industrie", **facts):
    """A call with two questions, put to `audience` agencies; opened unless told otherwise."""
    given = {
        "closes_at": CLOSES,
        "timezone": "Europe/Paris",
        "language": "fr",
        "federation": "Fédération des agences",
        **facts,
    }
    made = calls.create(
        session,
        facts=calls.Facts(title=title, **given),
        questionnaire=QUESTIONNAIRE,
        grace_seconds=120,
        actor=STAFF,
        at=AT,
    )
    invited = agencies(session, audience)
    calls.invite(session, call=made, agencies=invited, actor=STAFF, at=AT)
    session.expire(made)
    if opened:
        calls.open_call(session, call=made, actor=STAFF, at=AT)
    return made


def contribution(session, invitation, *, sent=True, late=False, needs="De l’eau."):
    """A contribution of an agency, sent unless told otherwise."""
    at = AT + timedelta(hours=1)
    made = Contribution(
        invitation=invitation,
        revision=1,
        channel="web",
        attribution=None,
        quote_permission=None,
        started_at=at,
        saved_at=at,
    )
    session.add(made)
    session.flush()
    if sent:
        session.add(
            Version(
                contribution=made,
                number=1,
                reference=f"TEST-{next(_numbers)}",
                sent_at=at,
                channel="web",
                late=late,
                content={
                    "answers": {"needs": needs, "scale": "a"},
                    "confidential": [],
                    "attribution": "named",
                    "quote_permission": "allowed",
                },
                digest="0" * 64,
            )
        )
        session.flush()
    return made


def note(session, call, *, audience=Audience.DELEGATE, state=State.DRAFT, files=None, number=None):
    """A note of the call with the files given as {format: digest}."""
    number = number or next(_numbers)
    made = Note(
        public_id=f"note-{number}",
        call=call,
        version=number,
        audience=audience,
        state=state,
        snapshot="{}",
        fingerprint=f"{number:064x}",
        built_by=STAFF,
        built_at=AT,
    )
    session.add(made)
    session.flush()
    for format_, digest in (files or {}).items():
        session.add(
            Artefact(
                note_id=made.id,
                fingerprint=made.fingerprint,
                format=Format(format_),
                digest=digest,
                size_bytes=1_200_000,
                pages=8,
                made_at=AT,
            )
        )
    session.flush()
    return made
