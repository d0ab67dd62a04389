"""An outline filled with the texts of its versions: a material."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from consult.analysis.coding.carrying import stands
from consult.analysis.material import Join, Material, Member, Passage, Reply
from consult.analysis.models import Origin
from consult.analysis.outline import Asked, Coded, Content, Outline, Sent, Which
from consult.calls.questionnaire import Questionnaire
from consult.contributions.consent import DeclarationKind, amended, consent_of, lifts
from consult.contributions.values import without_marks


def filled(outline: Outline, said: Mapping[Which, Content]) -> Material:
    """The material of an outline whose versions say this."""
    replied = {one.acronym for one in outline.sent}
    return Material(
        call=outline.call,
        questionnaire=outline.questionnaire,
        agencies=tuple(_member(one) for one in outline.audience),
        replies=tuple(_reply(one, said[one.which], outline.questionnaire) for one in outline.sent),
        themes=outline.themes,
        passages=tuple(_passages(outline, said)),
        declined=sum(
            one.declared is DeclarationKind.DECLINED and one.acronym not in replied
            for one in outline.audience
        ),
        joins=tuple(_joins(outline.audience, replied)),
        longer=tuple(
            one.extended_until
            for one in outline.audience
            if one.extended_until and one.extended_until > outline.call.closes_at
        ),
    )


def _member(one: Asked) -> Member:
    person, _, domain = one.email.partition("@")
    today = (name for name in (one.acronym_today, one.name_today) if name not in one[:2])
    also = (person, domain.rpartition(".")[0], *today)
    return Member(*one[:5], also=tuple(word for word in also if word))


def _joins(audience: Iterable[Asked], replied: Collection[str]) -> Iterator[Join]:
    """A join holds while the contribution it stands behind does, and instead of one's own."""
    for one in audience:
        if one.confirmed_at and one.joined in replied and one.acronym not in replied:
            yield Join(one.acronym, str(one.joined), bool(one.named))


def _reply(sent: Sent, content: Content, questionnaire: Questionnaire) -> Reply:
    if sent.change is not None:
        content = amended(content, questionnaire, sent.change)
    consent = consent_of(content, own=sent.own)
    return Reply(
        agency=sent.acronym,
        values={
            question.key: without_marks(question, content["answers"][question.key])
            for question in questionnaire
            if question.key in content["answers"]
        },
        attribution=consent.attribution,
        quotes=consent.quotes,
        confidential=consent.confidential,
        channel=sent.channel,
        late=sent.late,
        sent_at=sent.sent_at,
        version=sent.number,
        on_behalf=bool(sent.entered_by),
    )


def _passages(outline: Outline, said: Mapping[Which, Content]) -> Iterator[Passage]:
    """What people coded; what a machine proposed is a passage once somebody accepted it."""
    sent = {one.contribution: one for one in outline.sent}
    accepted = {
        (one.contribution, one.coded) for one in outline.marked if one.origin is Origin.ACCEPTED
    }
    seen: set[tuple[int, Coded]] = set()
    for which, contribution, _origin, coded in outline.marked:
        if contribution not in sent:
            continue  # Withdrawn: its coding is kept for the day when it is sent again.
        last = sent[contribution]
        question = outline.questionnaire.by_key[coded.question]
        now = coded.around(question, said[last.which])
        was = now if which == last.which else coded.around(question, said[which])
        if not stands(was, coded.start, coded.end, now) or (contribution, coded) in seen:
            continue  # Moved or vanished: somebody says what it is now, see `coding.confirm`.
        seen.add((contribution, coded))
        yield Passage(
            question=question.key,
            agency=last.acronym,
            text=now[coded.start : coded.end],
            start=coded.start,
            end=coded.end,
            theme=coded.theme,
            stance=coded.stance,
            item=coded.item,
            field=coded.field,
            confidential=coded.confidential
            and not lifts(said[last.which], last.change, question.key),
            suggested=(contribution, coded) in accepted,
        )
