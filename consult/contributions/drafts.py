"""What one agency has at hand: answers, files, versions and the consent that holds for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from consult.calls.models import Call, Invitation
from consult.calls.questionnaire import QuestionKind, Questionnaire, Value
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    Choice,
    Consent,
    QuotePermission,
    amended,
    consent_of,
)
from consult.contributions.declared import Declared
from consult.contributions.freezing import content_of, digest_of
from consult.contributions.models import Attachment, ConsentChange, Contribution, Scan, Version
from consult.contributions.texts.merging import NOTHING, Said


@dataclass(frozen=True, slots=True)
class Written:
    """When an answer was last saved, and by which collaborator (None: by the agency's own link)."""

    at: datetime
    by_id: int | None


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A revision that the history does not hold yet."""

    number: int
    at: datetime


@dataclass(frozen=True)
class Draft:
    """What one agency has at hand, whether or not it wrote or sent anything yet.

    `said` holds everything but files, which are `files`; the consent kept on the contribution
    itself is there under the keys of its questions when the call asks none. `unrecorded`
    is the present state when the history does not hold it: what a bundle loaded.
    """

    invitation: Invitation
    contribution: Contribution | None
    questionnaire: Questionnaire
    question_ids: Mapping[str, int]
    said: Mapping[str, Said]
    files: Mapping[str, Sequence[Attachment]] = field(default_factory=dict)
    versions: Sequence[Version] = ()
    change: ConsentChange | None = None
    declared: Declared = field(default_factory=Declared)
    written: Mapping[str, Written] = field(default_factory=dict)
    unrecorded: Unrecorded | None = None

    @property
    def call(self) -> Call:
        """The call it answers."""
        return self.invitation.call

    @property
    def revision(self) -> int:
        """How many times it was saved."""
        return self.contribution.revision if self.contribution else 0

    @property
    def sent(self) -> Version | None:
        """The version last sent."""
        return self.versions[-1] if self.versions else None

    @cached_property
    def values(self) -> dict[str, Value]:
        """Every value as it would be sent, files included."""
        values = {
            key: said.value
            for key, said in self.said.items()
            if said.value is not None and key in self.question_ids
        }
        return values | file_values(self.questionnaire, self.files)

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Keys of the answers to be kept confidential."""
        return frozenset(key for key, said in self.said.items() if said.confidential)

    @cached_property
    def content(self) -> dict[str, Any]:
        """What sending it now would freeze."""
        return content_of(
            self.questionnaire,
            values=self.values,
            confidential=self.confidential,
            attribution=self._own_consent(ATTRIBUTION_QUESTION, Attribution),
            quote_permission=self._own_consent(QUOTE_QUESTION, QuotePermission),
        )

    @property
    def differs_from_sent(self) -> bool:
        """Whether something was written since the last sending."""
        return self.sent is not None and self.digest_of(self.sent) != digest_of(self.content)

    def holding(self, version: Version) -> dict[str, Any]:
        """The content of a version with the change of mind that came after it."""
        change = self._change_after(version)
        if change is None:
            return version.content
        return amended(version.content, self.questionnaire, change.consent)

    def digest_of(self, version: Version) -> str:
        """The digest of what a version holds; its own, unread, unless a mind changed since."""
        return digest_of(self.holding(version)) if self._change_after(version) else version.digest

    def consent(self, version: Version) -> Consent:
        """The consent that holds for what a version says."""
        own = self.contribution.own_consent if self.contribution else None
        return consent_of(self.holding(version), own=own)

    def saying(self, said: Mapping[str, Said]) -> Draft:
        """The same with other answers; those to retired questions stay unless said anew."""
        retired = {key: self.said[key] for key in self.retired if key in self.said}
        return replace(self, said={**retired, **said} if retired else said)

    @property
    def retired(self) -> frozenset[str]:
        """Keys of the questions that are no longer asked."""
        return self.questionnaire.retired

    def after(
        self, contribution: Contribution, files: Mapping[str, Sequence[Attachment]] | None = None
    ) -> Draft:
        """The same once it was saved, without asking the database again."""
        return replace(
            self, contribution=contribution, files=self.files if files is None else files
        )

    def _change_after(self, version: Version) -> ConsentChange | None:
        """The change of mind, if it came after a version."""
        return self.change if self.change and self.change.at >= version.sent_at else None

    def _own_consent(self, key: str, choices: type[Choice]) -> Choice | None:
        """What the contribution itself says: asked by the form's own step, or kept."""
        if key not in self.question_ids:
            value = self.said.get(key, NOTHING).value
            return choices(value) if value else None
        return getattr(self.contribution, key) if self.contribution else None


def file_values(
    questionnaire: Questionnaire, files: Mapping[str, Sequence[Attachment]]
) -> dict[str, Value]:
    """The canonical value of every file question that holds a file; an infected one is none."""
    return {
        question.key: [
            {
                "filename": one.filename,
                "size_bytes": one.size_bytes,
                "digest": one.digest,
                "media_type": one.media_type,
            }
            for one in held
        ]
        for question in questionnaire
        if question.kind is QuestionKind.FILE
        and (held := [one for one in files.get(question.key, ()) if one.scan is not Scan.INFECTED])
    }
