"""What a bundle is made of, read with what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from consult.analysis.models import Coding, Excerpt, Theme
from consult.calls.models import Call, Invitation, Section
from consult.contributions.models import Answer, Attachment, Contribution, Declaration, Version


def call_with_slug(session: Session, slug: str) -> Call | None:
    """The call with its questionnaire and its audience, or None."""
    return session.scalars(
        select(Call)
        .where(Call.slug == slug)
        .options(
            selectinload(Call.sections).selectinload(Section.questions),
            selectinload(Call.invitations).joinedload(Invitation.agency),
        )
    ).one_or_none()


def contributions_to(session: Session, call: Call) -> Sequence[Contribution]:
    """Every contribution to a call, with its answers, versions and files."""
    return session.scalars(
        select(Contribution)
        .join(Invitation)
        .where(Invitation.call_id == call.id)
        .options(
            selectinload(Contribution.answers).joinedload(Answer.question),
            selectinload(Contribution.versions),
            selectinload(Contribution.consent_changes),
            selectinload(Contribution.attachments).joinedload(Attachment.question),
            selectinload(Contribution.invitation),
        )
        .order_by(Invitation.position, Invitation.id)
    ).all()


def excerpts_of(session: Session, call: Call) -> Sequence[Excerpt]:
    """Every excerpt of a call, on whatever version, with its codings."""
    return session.scalars(
        select(Excerpt)
        .join(Version)
        .join(Contribution)
        .join(Invitation)
        .where(Invitation.call_id == call.id)
        .options(
            selectinload(Excerpt.codings).joinedload(Coding.theme),
            selectinload(Excerpt.question),
        )
        .order_by(Excerpt.position, Excerpt.id)
    ).all()


def themes_of(session: Session, call: Call) -> Sequence[Theme]:
    """The code book of a call, in order."""
    return session.scalars(
        select(Theme)
        .where(Theme.call_id == call.id)
        .options(selectinload(Theme.question), joinedload(Theme.parent))
        .order_by(Theme.position, Theme.id)
    ).all()


def declarations_to(session: Session, call: Call) -> Sequence[Declaration]:
    """What agencies of a call declared, in the order invited."""
    return session.scalars(
        select(Declaration)
        .join(Declaration.invitation)
        .where(Invitation.call_id == call.id)
        .options(contains_eager(Declaration.invitation), joinedload(Declaration.joined))
        .order_by(Invitation.position, Invitation.id)
    ).all()
