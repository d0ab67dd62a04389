"""From the questions of a call to one form, with the consent that every contribution says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form

from consult.calls.questionnaire import (
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    Value,
)
from consult.contributions.answering.arriving import Received, readable
from consult.contributions.answering.fields import BUILDERS
from consult.contributions.answering.progress import judged, known_in
from consult.contributions.answering.typed import name_of
from consult.contributions.answering.wording import Fault
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.contributions.texts.merging import Said

CONSENT_SECTION = "_consent"


class ContributionForm(Form):
    """Every question of a call on one page; `fields` are under the keys of their questions."""

    questionnaire: Questionnaire
    revision = 0

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The answer fields in the order asked, each of the class of its kind."""
        return {question.key: self[name_of(question)] for question in self.questionnaire}

    def said(self) -> dict[str, Said]:
        """What was typed, question by question."""
        return {key: field.said for key, field in self.fields.items()}

    def base(self) -> dict[str, str]:
        """The marks of the answers this form was built from."""
        return {key: field.base for key, field in self.fields.items()}

    def check(self, values: Mapping[str, Value], *, to_send: bool) -> list[Fault]:
        """Mark every question that is put; the faults in the order of the page."""
        shown, known = self.questionnaire.shown(values), known_in(self.questionnaire)
        for key in shown:
            field, value = self.fields[key], values.get(key)
            found = judged(field.question, value, known)
            if found.is_lacking if to_send else found.is_wrong:
                field.mark_faults(value, to_send=to_send)
        return [fault for field in self.fields.values() for fault in field.faults]

    def wrong(self) -> list[tuple[str, Sequence[Fault]]]:
        """The questions in fault, by their labels, each once: a grid counts as one answer."""
        fields = self.fields.values()
        return [(field.question.label, field.faults) for field in fields if field.faults]

    def unstorable(self) -> dict[str, list[Fault]]:
        """What no database keeps, so that it must be typed again even for a draft.

        From then on the form says “�” in its place, as browsers do.
        """
        found = {}
        for key, field in self.fields.items():
            without = readable(field.data)
            if without != field.data:
                sentence = _(
                    "Each “�” stands for a character that cannot be kept: type it again or take "
                    "it out, then save."
                )
                found[key] = field.faults = [Fault(field.id, sentence)]
                field.said = replace(field.said, value=without)
                field.data = without
        return found


def build_form(questionnaire: Questionnaire) -> type[ContributionForm]:
    """The form of a questionnaire, which should have been through `with_consent`."""
    known: type[ContributionForm] | None = questionnaire.derived.get(ContributionForm)
    if known is not None:
        return known
    fields = {name_of(question): BUILDERS[question.kind](question) for question in questionnaire}
    made = type("CallForm", (ContributionForm,), {"questionnaire": questionnaire, **fields})
    questionnaire.derived[ContributionForm] = made
    return made


def filled(questionnaire: Questionnaire, said: Mapping[str, Said]) -> ContributionForm:
    """The form showing what was kept."""
    asked = with_consent(questionnaire.asked)
    return build_form(asked)(data={f"q.{key}": one for key, one in said.items()})


def received(questionnaire: Questionnaire, sent: MultiDict[str, str]) -> ContributionForm:
    """The form holding what the browser sent."""
    came = Received(sent.to_dict(flat=False))
    form = build_form(asked_in(questionnaire, came))(formdata=came)
    form.revision = came.number("revision")
    return form


def asked_in(questionnaire: Questionnaire, sent: Received) -> Questionnaire:
    """What a page asked: older than the retirement of a question, it still sends its answer."""
    older = frozenset(key for key in questionnaire.retired if f"base.{key}" in sent)
    return with_consent(questionnaire.asking(older))


def with_consent(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with the consent that every contribution says, asked at the end."""
    key = "consent", str(get_locale())
    if key not in questionnaire.derived:
        questionnaire.derived[key] = _with_consent(questionnaire)
    found: Questionnaire = questionnaire.derived[key]
    return found


def _with_consent(questionnaire: Questionnaire) -> Questionnaire:
    missing = tuple(question for question in _consent() if question.key not in questionnaire.by_key)
    if not missing:
        return questionnaire
    section = Section(
        CONSENT_SECTION,
        _("Use of your answers"),
        _(
            "Without a choice of yours, the most protective one applies: "
            "your answers are counted and never reproduced."
        ),
        missing,
    )
    return replace(questionnaire, sections=(*questionnaire.sections, section))


def _consent() -> Iterable[Question]:
    """The two questions of consent, most protective answer last as people read it."""
    yield Question(
        key=ATTRIBUTION_QUESTION,
        kind=QuestionKind.SINGLE_CHOICE,
        label=_("How may what you say be attributed?"),
        options=(
            Option(Attribution.NAMED, _("By name: your agency may be quoted for its positions")),
            Option(
                Attribution.ANONYMOUS,
                _("Anonymously: your agency is thanked, no statement is linked to it"),
            ),
            Option(
                Attribution.CONFIDENTIAL,
                _("Confidentially: your answers are counted, never reproduced"),
            ),
        ),
    )
    yield Question(
        key=QUOTE_QUESTION,
        kind=QuestionKind.SINGLE_CHOICE,
        label=_("May passages of your answers be reproduced word for word?"),
        options=(
            Option(QuotePermission.ALLOWED, _("Yes")),
            Option(QuotePermission.AFTER_REVIEW, _("Yes, once you have read them over")),
            Option(QuotePermission.REFUSED, _("No")),
        ),
    )
