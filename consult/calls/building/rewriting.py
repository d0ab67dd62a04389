"""Making the rows of a call equal a questionnaire, and every act on it undoable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from consult.accounts import service as accounts
from consult.calls.building.altering import kept
from consult.calls.building.keeping import heard, told
from consult.calls.building.question_settings import settings_of
from consult.calls.models import Act, Call, Question, QuestionnaireEdit, Section
from consult.calls.questionnaire import Question as Asked
from consult.calls.questionnaire import Questionnaire
from consult.errors import StaleRevision

SHOWN = 50
"""How many of the last edits the history lists."""


_UNDONE = (
    select(QuestionnaireEdit)
    .where(QuestionnaireEdit.call_id == bindparam("call_id"), QuestionnaireEdit.undone.is_(True))
    .order_by(QuestionnaireEdit.number)
)


def rewrite(
    session: Session,
    *,
    call: Call,
    questionnaire: Questionnaire,
    expected_revision: int,
    act: Act,
    subject: str,
    actor: str,
    at: datetime,
) -> Questionnaire:
    """Ask `questionnaire` from now on; what it becomes on a call that was opened is given back.

    Raises `StaleRevision` when somebody changed it since the page was built, and `CannotBuild`
    when what must be kept of it cannot be.
    """
    before = call.questionnaire
    after = becoming(call, questionnaire)
    if after == before:
        return before
    _take_turn(session, call, expected_revision)
    session.execute(
        delete(QuestionnaireEdit).where(
            QuestionnaireEdit.call_id == call.id, QuestionnaireEdit.undone.is_(True)
        )
    )
    session.add(
        QuestionnaireEdit(
            call_id=call.id,
            number=_next_number(session, call),
            at=at,
            actor=actor,
            act=act,
            subject=subject,
            before=told(before),
            after=told(after),
        )
    )
    _write(session, call, after, at)
    _trail(session, call, f"call.questionnaire.{act.value}", subject, actor, at)
    return after


def becoming(call: Call, questionnaire: Questionnaire) -> Questionnaire:
    """What asking `questionnaire` comes to: once opened, nothing that was asked is lost."""
    if call.launched_at is None:
        return questionnaire
    return kept(call.questionnaire, questionnaire)


def undo(
    session: Session, *, call: Call, expected_revision: int, actor: str, at: datetime
) -> QuestionnaireEdit | None:
    """Take the last act back; None when there is none."""
    edit = to_undo(session, call)
    if edit is None:
        return None
    _take_turn(session, call, expected_revision)
    _write(session, call, becoming(call, heard(edit.before)), at)
    edit.undone = True
    _trail(session, call, "call.questionnaire.undo", edit.subject, actor, at)
    return edit


def redo(
    session: Session, *, call: Call, expected_revision: int, actor: str, at: datetime
) -> QuestionnaireEdit | None:
    """Do again the last act that was taken back; None when there is none."""
    edit = to_redo(session, call)
    if edit is None:
        return None
    _take_turn(session, call, expected_revision)
    _write(session, call, becoming(call, heard(edit.after)), at)
    edit.undone = False
    _trail(session, call, "call.questionnaire.redo", edit.subject, actor, at)
    return edit


def forget(session: Session, call: Call) -> None:
    """The questionnaire came from elsewhere: nothing done before can be taken back."""
    session.execute(delete(QuestionnaireEdit).where(QuestionnaireEdit.call_id == call.id))
    call.questionnaire_revision += 1
    session.flush()


def to_undo(session: Session, call: Call) -> QuestionnaireEdit | None:
    """The act that undoing would take back."""
    return session.scalar(
        select(QuestionnaireEdit)
        .where(QuestionnaireEdit.call_id == call.id, QuestionnaireEdit.undone.is_(False))
        .order_by(QuestionnaireEdit.number.desc())
        .limit(1)
    )


def to_redo(session: Session, call: Call) -> QuestionnaireEdit | None:
    """The act that redoing would do again."""
    return session.scalar(_UNDONE.limit(1), {"call_id": call.id})


def history(session: Session, call: Call) -> Sequence[QuestionnaireEdit]:
    """The last acts, newest first."""
    return session.scalars(
        select(QuestionnaireEdit)
        .where(QuestionnaireEdit.call_id == call.id)
        .order_by(QuestionnaireEdit.number.desc())
        .limit(SHOWN)
    ).all()


def last_edit(session: Session, call: Call) -> QuestionnaireEdit | None:
    """Who changed it last, to be named to the one who comes second."""
    return session.scalar(
        select(QuestionnaireEdit)
        .where(QuestionnaireEdit.call_id == call.id)
        .order_by(QuestionnaireEdit.number.desc())
        .limit(1)
    )


def _next_number(session: Session, call: Call) -> int:
    numbers = select(func.max(QuestionnaireEdit.number)).where(QuestionnaireEdit.call_id == call.id)
    return (session.scalar(numbers) or 0) + 1


def _take_turn(session: Session, call: Call, expected_revision: int) -> None:
    """One writer at a time, and only from the state it looked at."""
    taken = session.scalar(
        update(Call)
        .where(Call.id == call.id, Call.questionnaire_revision == expected_revision)
        .values(questionnaire_revision=expected_revision + 1)
        .returning(Call.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise StaleRevision(f"{expected_revision} is not {call.questionnaire_revision}")
    session.refresh(call, ["questionnaire_revision"])


def _write(session: Session, call: Call, questionnaire: Questionnaire, at: datetime) -> None:
    sections = {section.key: section for section in call.sections}
    known = {one.key: one for section in call.sections for one in section.questions}
    with session.no_autoflush:
        for place, spec in enumerate(questionnaire.sections, start=1):
            section = sections.pop(spec.key, None) or Section(call=call, key=spec.key, questions=[])
            section.position, section.title, section.intro = place, spec.title, spec.intro
            section.translations = dict(spec.translations)
            session.add(section)
            for position, asked in enumerate(spec.questions, start=1):
                question = known.pop(asked.key, None) or Question(call_id=call.id, key=asked.key)
                _word(question, asked, at)
                question.position = position
                session.add(question)
                question.section = section
    for gone in known.values():
        gone.section.questions.remove(gone)
    session.flush()
    for left in sections.values():
        call.sections.remove(left)
    session.flush()
    for section in call.sections:
        session.expire(section, ["questions"])
    session.expire(call, ["sections"])


def _word(question: Question, asked: Asked, at: datetime) -> None:
    question.kind = asked.kind
    question.label = asked.label
    question.help = asked.help
    question.required = asked.required
    question.settings = settings_of(asked)
    question.translations = dict(asked.translations)
    question.retired_at = (question.retired_at or at) if asked.retired else None


def _trail(
    session: Session, call: Call, action: str, subject: str, actor: str, at: datetime
) -> None:
    accounts.record(
        session,
        actor=actor,
        action=action,
        subject=f"call:{call.slug}",
        details={"about": subject},
        at=at,
    )
    session.flush()
