"""The demonstration consultation as `Material`, read from its bundle without the database."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import consult
from consult.analysis.material import CallFacts, Material, Member, Reply
from consult.bundles.checking import read_bundle
from consult.bundles.format import ContributionSheet
from consult.contributions.consent import effective_attribution, effective_quote_permission

FOLDER = Path(consult.__file__).parent / "demo" / "territoires-industrie-2018"
AT = datetime(2018, 10, 26, 16, tzinfo=UTC)


@cache
def territoires() -> Material:
    """Forty-two agencies, ten replies, fifty-two themes."""
    reading = read_bundle(FOLDER)
    assert reading.bundle, reading.problems
    bundle = reading.bundle
    return Material(
        call=CallFacts(
            slug=bundle.call.slug,
            title=bundle.call.title,
            language=bundle.call.language,
            timezone=bundle.call.timezone,
            opens_at=bundle.call.opens_at,
            closes_at=bundle.call.closes_at,
        ),
        questionnaire=bundle.call.questionnaire,
        agencies=tuple(
            Member(
                *(line.acronym, line.name, line.level, line.region, line.department),
                also=tuple(line.email.rpartition(".")[0].split("@")),
            )
            for line in bundle.agencies
        ),
        replies=tuple(_reply(sheet) for sheet in bundle.contributions),
        themes=bundle.themes,
        passages=bundle.passages,
    )


def _reply(sheet: ContributionSheet) -> Reply:
    answers = sheet.answers
    return Reply(
        agency=sheet.agency,
        values=answers,
        attribution=effective_attribution(sheet.attribution, answers.get("attribution")),
        quotes=effective_quote_permission(sheet.quote_permission, answers.get("quote_permission")),
        confidential=frozenset(sheet.confidential),
        channel=sheet.channel,
        late=sheet.late,
        sent_at=sheet.submitted_at or AT,
        version=1,
    )
