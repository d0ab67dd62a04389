"""From `call.yaml` to the call."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from config import LOCALES
from consult.bundles.format import BUNDLE_SCHEMA, CallSheet
from consult.bundles.instants import instant, zone_named
from consult.calls.questionnaire import QuestionKind, Questionnaire
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import Entries, line, prose, said, shows
from consult.calls.written.reading import questionnaire_of
from consult.calls.written.reading_translations import translations_of
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)

KEYS = (
    *("schema", "slug", "language", "demonstration", "launched", "title", "commissioner"),
    *("federation", "hearing", "opens_at", "closes_at", "timezone", "folder", "context"),
    *("sections", "translations"),
)
NEEDED = ("schema", "slug", "language", "title", "opens_at", "closes_at", "timezone", "sections")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def call_of(root: Cursor) -> CallSheet:
    """The call, with a finding for everything that is wrong; blanks stand where nothing reads."""
    given = root.mapping(KEYS)
    if given:
        for key in NEEDED:
            if not said(given, key) or (given[key].is_scalar and not shows(given[key].text())):
                root.problem("key_missing", key=key)
    if said(given, "schema") and given["schema"].text() != BUNDLE_SCHEMA:
        given["schema"].problem("wrong_schema", expected=BUNDLE_SCHEMA)
    zone = zone_of(given)
    opens_at, closes_at = (moment(given, key, zone) for key in ("opens_at", "closes_at"))
    if opens_at and closes_at and opens_at >= closes_at:
        given["closes_at"].problem("closes_before_opening")
    sections = given.get("sections")
    language = (given["language"].one_of(LOCALES) if said(given, "language") else "") or ""
    asked = (
        questionnaire_of(sections, language=language)
        if sections and not sections.empty
        else Questionnaire(())
    )
    _warn_of_consent(asked, sections)
    hearing = given["hearing"].mapping(("at", "place")) if said(given, "hearing") else {}
    sheet = CallSheet(
        slug=_slug(root, given),
        language=language,
        title=line(root, given, "title"),
        opens_at=opens_at or NEVER,
        closes_at=closes_at or NEVER,
        timezone=zone.key,
        questionnaire=asked,
        context=prose(given, "context"),
        commissioner=line(root, given, "commissioner"),
        federation=line(root, given, "federation"),
        folder=line(root, given, "folder"),
        hearing_at=moment(hearing, "at", zone),
        hearing_place=line(root, hearing, "place"),
        demonstration=said(given, "demonstration") and given["demonstration"].flag(),
        launched=not said(given, "launched") or given["launched"].flag(),
    )
    return replace(sheet, translations=translations_of(given, sheet.texts, language))


def moment(given: Entries, key: str, zone: ZoneInfo) -> datetime | None:
    """The instant under a key, or None."""
    return instant(given[key], zone) if said(given, key) else None


def zone_of(given: Entries) -> ZoneInfo:
    """The zone of the call; where it cannot be read, UTC, so that hours can still be checked."""
    if not said(given, "timezone"):
        return ZoneInfo("UTC")
    name = given["timezone"].line_of_text()
    found = zone_named(name)
    if found is None:
        given["timezone"].problem("unknown_zone", value=name[:80])
    return found or ZoneInfo("UTC")


def _slug(root: Cursor, given: Entries) -> str:
    slug = line(root, given, "slug")
    if slug and (len(slug) > 100 or not SLUG.fullmatch(slug)):
        given["slug"].problem("not_a_slug", value=slug[:80])
    return slug


def _warn_of_consent(asked: Questionnaire, sections: Cursor | None) -> None:
    """A question with a consent name that cannot say consent leaves everything confidential."""
    for key, choices in (
        (ATTRIBUTION_QUESTION, tuple(Attribution)),
        (QUOTE_QUESTION, tuple(QuotePermission)),
    ):
        question = asked.by_key.get(key)
        if question is None or sections is None:
            continue
        offered = {option.key for option in question.options}
        if question.kind is not QuestionKind.SINGLE_CHOICE or not offered <= set(choices):
            sections.notice("consent_unclear", key=key, allowed=", ".join(choices))
