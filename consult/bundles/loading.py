"""From a bundle to the database: create or update, all or nothing, twice the same as once.

What people did since is never overwritten: an answer that changed after its import stays, and
the report says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.analysis.models import Excerpt, Theme
from consult.bundles import dumping, noting, queries
from consult.bundles.answering import Answering
from consult.bundles.coding import code
from consult.bundles.format import Bundle, CallSheet
from consult.bundles.problems import SENTENCES, Problem
from consult.calls.building import rewriting
from consult.calls.building.question_settings import settings_of
from consult.calls.models import Call, Invitation, Question, Section
from consult.calls.questionnaire import Question as Spec
from consult.calls.questionnaire import QuestionKind
from consult.contributions.models import Answer, Attachment, Contribution
from consult.directory import upserting as directory
from consult.directory.entries import Entry
from consult.directory.models import Agency
from consult.directory.rules import key_of
from consult.errors import Refusal
from consult.storage import Storage


class CannotLoad(Refusal):
    """The bundle is sound, but what is kept does not let it in; `args[0]` is the problem."""


@dataclass
class Loaded:
    """What a loading did. `left` are the agencies whose newer answers were left alone.

    `note_left` says that a manuscript somebody wrote in was left alone.
    """

    slug: str
    agencies: int
    sent: int
    drafts: int
    passages: int
    changed: bool = True
    versions: int = 0
    left: list[str] = field(default_factory=list)
    note_left: bool = False


def load(
    session: Session,
    *,
    bundle: Bundle,
    storage: Storage,
    grace_seconds: int,
    actor: str,
    at: datetime,
) -> Loaded:
    """Bring the database to what the bundle says. Raises `CannotLoad`; the caller rolls back."""
    report = Loaded(
        slug=bundle.call.slug,
        agencies=len(bundle.agencies),
        sent=sum(1 for one in bundle.contributions if one.submitted_at),
        drafts=sum(1 for one in bundle.contributions if not one.submitted_at),
        passages=len(bundle.passages),
    )
    # Files first: they lie under their digest, and no write transaction waits for them.
    _keep_files(bundle, storage)
    call = queries.call_with_slug(session, bundle.call.slug)
    if call and dumping.bundle_of(session, call, storage) == bundle:
        report.changed = False
        return report
    call = _call(session, call, bundle.call, grace_seconds=grace_seconds, at=at)
    questions = _questionnaire(session, call, bundle, at)
    invitations = _audience(session, call, bundle)
    answering = Answering(session, call, questions, at)
    versions = answering.write(bundle, invitations)
    answering.declare(bundle.declarations, invitations)
    report.versions, report.left = answering.added, answering.left
    code(session, call=call, bundle=bundle, questions=questions, versions=versions, at=at)
    report.note_left = noting.note(
        session, call=call, bundle=bundle, versions=versions, actor=actor, at=at
    )
    _retire(session, call, bundle)
    accounts.record(
        session,
        actor=actor,
        action="bundle.load",
        subject=f"call:{call.slug}",
        details={"agencies": report.agencies, "sent": report.sent, "drafts": report.drafts},
        at=at,
    )
    session.flush()
    return report


def _keep_files(bundle: Bundle, storage: Storage) -> None:
    digests = {
        file["digest"]
        for question in bundle.call.questionnaire
        if question.kind is QuestionKind.FILE
        for sheet in bundle.contributions
        for file in sheet.answers.get(question.key, ())
    }
    digests |= {one.picture.digest for one in bundle.blocks if one.picture}
    for digest in sorted(digests):
        if digest not in storage:
            storage.put(bundle.files.read(digest))


def _call(
    session: Session, call: Call | None, sheet: CallSheet, *, grace_seconds: int, at: datetime
) -> Call:
    if call is None:
        call = Call(
            slug=sheet.slug,
            grace_seconds=grace_seconds,
            launched_at=None,
            created_at=at,
            sections=[],
            invitations=[],
        )
        session.add(call)
    for name in (
        *("language", "title", "context", "commissioner", "federation", "folder"),
        *("hearing_at", "hearing_place", "opens_at", "timezone", "demonstration"),
        "translations",
    ):
        setattr(call, name, getattr(sheet, name))
    if call.closes_at is not None and call.closes_at != sheet.closes_at:
        call.deadline_moves += 1
    call.closes_at = sheet.closes_at
    if sheet.launched and call.launched_at is None:
        call.launched_at = min(at, sheet.opens_at)
    session.flush()
    return call


def _questionnaire(
    session: Session, call: Call, bundle: Bundle, at: datetime
) -> Mapping[str, Question]:
    """Bring sections and questions to what is asked; what is no longer asked stays for now."""
    if call.sections and call.questionnaire != bundle.call.questionnaire:
        rewriting.forget(session, call)
    sections = {section.key: section for section in call.sections}
    kept = {question.key: question for section in call.sections for question in section.questions}
    asked: dict[str, Question] = {}
    for place, spec in enumerate(bundle.call.questionnaire.sections, start=1):
        section = sections.get(spec.key) or Section(call=call, key=spec.key, questions=[])
        section.position, section.title, section.intro = place, spec.title, spec.intro
        section.translations = dict(spec.translations)
        session.add(section)
        for position, one in enumerate(spec.questions, start=1):
            question = kept.get(one.key) or Question(call_id=call.id, key=one.key)
            if question.id and question.kind is not one.kind:
                _ensure_unused(session, call, question, bundle)
            question.section, question.position = section, position
            _ask(question, one, at)
            session.add(question)
            asked[one.key] = question
    session.flush()
    return asked


def _ask(question: Question, spec: Spec, at: datetime) -> None:
    question.kind = spec.kind
    question.label = spec.label
    question.help = spec.help
    question.required = spec.required
    question.settings = settings_of(spec)
    question.translations = dict(spec.translations)
    question.retired_at = (question.retired_at or at) if spec.retired else None


def _ensure_unused(session: Session, call: Call, question: Question, bundle: Bundle) -> None:
    """A question changes its kind only when every answer to it is in the bundle."""
    answering = session.scalars(
        select(Invitation.acronym)
        .join(Contribution)
        .join(Answer)
        .where(Answer.question_id == question.id)
    ).all()
    told = {key_of(sheet.agency) for sheet in bundle.contributions}
    others = [acronym for acronym in answering if key_of(acronym) not in told]
    if others:
        raise _in_use(question, len(others))


def _in_use(question: Question, count: int) -> CannotLoad:
    params = {"key": question.key, "count": count}
    return CannotLoad(Problem("call.yaml", SENTENCES["question_in_use"], params, key=question.key))


def _audience(session: Session, call: Call, bundle: Bundle) -> Mapping[str, Invitation]:
    entries = [
        Entry(one.acronym, one.name, one.level, one.region, one.department, one.email)
        for one in bundle.agencies
    ]
    agencies = directory.upsert(session, entries=entries)
    present = {invitation.agency_id: invitation for invitation in call.invitations}
    invited: dict[str, Invitation] = {}
    for position, (line, agency) in enumerate(zip(bundle.agencies, agencies, strict=True), start=1):
        agency.timezone = line.timezone
        invitation = present.pop(agency.id, None) or _invitation(call, agency)
        invitation.position = position
        for name in ("acronym", "name", "level", "region", "department", "email", "extended_until"):
            setattr(invitation, name, getattr(line, name))
        session.add(invitation)
        invited[line.acronym] = invitation
    for position, invitation in enumerate(present.values(), start=len(bundle.agencies) + 1):
        invitation.position = position
    session.flush()
    return invited


def _invitation(call: Call, agency: Agency) -> Invitation:
    return Invitation(call=call, agency=agency, public_id=secrets.token_urlsafe(12))


def _retire(session: Session, call: Call, bundle: Bundle) -> None:
    """Take away questions and sections no longer there, unless somebody's work rests on them."""
    asked = bundle.call.questionnaire
    for section in list(call.sections):
        for question in list(section.questions):
            if question.key not in asked.by_key:
                _ensure_free(session, question)
                section.questions.remove(question)
    session.flush()
    kept = {section.key for section in asked.sections}
    for section in list(call.sections):
        if section.key not in kept:
            call.sections.remove(section)
    session.flush()


def _ensure_free(session: Session, question: Question) -> None:
    uses = [
        session.scalar(
            select(func.count()).select_from(model).where(model.question_id == question.id)
        )
        for model in (Answer, Attachment, Theme, Excerpt)
    ]
    if any(uses):
        raise _in_use(question, max(count or 0 for count in uses))
