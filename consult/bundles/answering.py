"""Contributions of a bundle into the database: answers at hand, files, and frozen versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.bundles import dumping, queries
from consult.bundles.format import Bundle, ContributionSheet, DeclarationLine
from consult.calls.models import Call, Invitation, Question
from consult.calls.questionnaire import QuestionKind
from consult.contributions.freezing import content_of, digest_of, stem_of
from consult.contributions.models import Answer, Attachment, Contribution, Declaration, Version


class Answering:
    """Writes the contributions of one bundle."""

    def __init__(
        self,
        session: Session,
        call: Call,
        questions: Mapping[str, Question],
        at: datetime,
    ) -> None:
        self.session = session
        self.call = call
        self.questions = questions
        self.added = 0
        self.left: list[str] = []
        self.at = at
        self.present = {one.invitation_id: one for one in queries.contributions_to(session, call)}
        self.stems = {
            reference.rpartition("-")[0] for reference in session.scalars(select(Version.reference))
        }

    def write(self, bundle: Bundle, invitations: Mapping[str, Invitation]) -> Mapping[str, Version]:
        """Every contribution of the bundle; gives the version that says what each one says."""
        versions: dict[str, Version] = {}
        for sheet in bundle.contributions:
            invitation = invitations[sheet.agency]
            contribution = self.present.get(invitation.id)
            if contribution is None:
                contribution = self._begun(invitation, sheet)
            if sheet.submitted_at is None:
                self._draft(contribution, sheet)
            else:
                version = self._sent(contribution, sheet, bundle, sheet.submitted_at)
                if version:
                    versions[sheet.agency] = version
                    self._withdraw(contribution, sheet)
        self.session.flush()
        return versions

    def _begun(self, invitation: Invitation, sheet: ContributionSheet) -> Contribution:
        begun = sheet.submitted_at or self.at
        contribution = Contribution(
            invitation=invitation,
            revision=0,
            channel=sheet.channel,
            started_at=begun,
            saved_at=begun,
            answers=[],
            versions=[],
            attachments=[],
            consent_changes=[],
            withdrawn_at=None,
            withdrawn_reason="",
        )
        self.session.add(contribution)
        return contribution

    def _draft(self, contribution: Contribution, sheet: ContributionSheet) -> None:
        touched = contribution.sent or contribution.saved_at != contribution.started_at
        if touched:
            self.left.append(sheet.agency)
            return
        told = dumping.contribution_sheet(contribution, self.call.questionnaire)
        if contribution.revision and told == sheet:
            return
        contribution.started_at = self.at
        self._answer(contribution, sheet, self.at)

    def _sent(
        self, contribution: Contribution, sheet: ContributionSheet, bundle: Bundle, at: datetime
    ) -> Version | None:
        content = content_of(
            bundle.call.questionnaire,
            values=sheet.answers,
            confidential=sheet.confidential,
            attribution=sheet.attribution,
            quote_permission=sheet.quote_permission,
        )
        digest = digest_of(content)
        for version in contribution.versions:
            said = (version.digest, version.sent_at, version.channel, version.late)
            if said == (digest, at, sheet.channel, sheet.late):
                return version
        last = contribution.sent
        if last and (last.sent_at, last.channel, last.late) == (at, sheet.channel, sheet.late):
            # The consent of a dump is the one that holds, not the one that was sent.
            present = dumping.held(contribution, last, bundle.call.questionnaire)
            if digest_of(present) == digest:
                return last
        newest = last.sent_at if last else contribution.started_at
        if contribution.revision and (contribution.saved_at > newest or newest > at):
            self.left.append(sheet.agency)
            return None
        number = last.number + 1 if last else 1
        version = Version(
            number=number,
            reference=f"{self._stem(contribution, last)}-{number}",
            sent_at=at,
            channel=sheet.channel,
            late=sheet.late,
            content=content,
            digest=digest,
        )
        contribution.versions.append(version)
        contribution.withdrawn_at, contribution.withdrawn_reason = None, ""
        self.added += 1
        self._answer(contribution, sheet, at)
        return version

    def _withdraw(self, contribution: Contribution, sheet: ContributionSheet) -> None:
        """A withdrawal is kept; one that came after the bundle was written is not undone."""
        if sheet.withdrawn_at is not None:
            contribution.withdrawn_at = sheet.withdrawn_at
            contribution.withdrawn_reason = sheet.withdrawn_reason

    def declare(
        self, lines: Sequence[DeclarationLine], invitations: Mapping[str, Invitation]
    ) -> None:
        """Declarations of the bundle, unless the agency said something else later."""
        present = {
            one.invitation_id: one for one in queries.declarations_to(self.session, self.call)
        }
        for line in lines:
            invitation = invitations[line.agency]
            declared = present.get(invitation.id)
            if declared is not None and declared.declared_at > line.declared_at:
                self.left.append(line.agency)
                continue
            if declared is None:
                declared = Declaration(invitation=invitation)
                self.session.add(declared)
            for name in ("kind", "declared_at", "grounds", "reason", "named"):
                setattr(declared, name, getattr(line, name))
            declared.confirmed_at, declared.refused_at = line.confirmed_at, line.refused_at
            declared.joined = invitations[line.joined] if line.joined else None
        self.session.flush()

    def _stem(self, contribution: Contribution, last: Version | None) -> str:
        if last:
            return last.reference.rpartition("-")[0]
        public_id = contribution.invitation.public_id
        attempt = 0
        while (stem := stem_of(self.call.slug, public_id, attempt=attempt)) in self.stems:
            attempt += 1
        self.stems.add(stem)
        return stem

    def _answer(self, contribution: Contribution, sheet: ContributionSheet, at: datetime) -> None:
        """Bring the answers at hand to what the sheet says."""
        contribution.revision += 1
        contribution.saved_at = at
        contribution.channel = sheet.channel
        contribution.attribution = sheet.attribution
        contribution.quote_permission = sheet.quote_permission
        present = {answer.question_id: answer for answer in contribution.answers}
        for key, value in sheet.answers.items():
            question, secret = self.questions[key], key in sheet.confidential
            if question.kind is QuestionKind.FILE:
                if not secret:
                    continue
                value = None  # noqa: PLW2901 - the files themselves are attachments
            answer = present.pop(question.id, None)
            if answer is None:
                answer = Answer(question=question)
                contribution.answers.append(answer)
            answer.value, answer.confidential, answer.saved_at = value, secret, at
        for gone in present.values():
            contribution.answers.remove(gone)
        for question in self.questions.values():
            if question.kind is QuestionKind.FILE:
                self._attach(contribution, question, sheet.answers.get(question.key, []), at)

    def _attach(
        self, contribution: Contribution, question: Question, files: list[Any], at: datetime
    ) -> None:
        """The files at hand are these, in this order; the former ones stay for the versions."""
        present = [
            file
            for file in contribution.attachments
            if file.question_id == question.id and file.removed_at is None
        ]
        if [(file.digest, file.filename) for file in present] == [
            (file["digest"], file["filename"]) for file in files
        ]:
            return
        for attachment in present:
            attachment.removed_at = at
        contribution.attachments += [
            Attachment(question=question, added_at=at, removed_at=None, **file) for file in files
        ]
