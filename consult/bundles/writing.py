"""A bundle as files: the same bundle gives the same bytes, and reads back equal."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from consult.analysis.exchange.theme_writing import themes_sheet
from consult.bundles.format import (
    BUNDLE_SCHEMA,
    DECLARATIONS_SCHEMA,
    AgencyLine,
    Bundle,
    CallSheet,
    ContributionSheet,
    DeclarationLine,
)
from consult.bundles.instants import written
from consult.bundles.note_writing import note_sheet, place_of
from consult.bundles.tables import COLUMNS
from consult.calls.questionnaire import Field, Option, Question, QuestionKind, Value
from consult.calls.translating import kept, texts_of_question, texts_of_section
from consult.calls.written.archives import is_safe_name
from consult.calls.written.yaml_text import as_yaml

USUAL_COLUMNS = 6


def files_of(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle with its path, texts first."""
    zone = ZoneInfo(bundle.call.timezone)
    yield "call.yaml", as_yaml(_call(bundle.call, zone))
    yield "agencies.csv", _agencies(bundle.agencies, zone)
    places = _places(bundle)
    names: set[str] = set()
    for sheet in bundle.contributions:
        name = _free(f"contributions/{slug_of(sheet.agency)}", ".yaml", names)
        yield name, as_yaml(_contribution(sheet, bundle.call, zone, places))
    if bundle.themes or bundle.passages:
        yield "themes.yaml", as_yaml(_themes(bundle))
    if bundle.declarations:
        lines = [_declaration(one, zone) for one in bundle.declarations]
        yield (
            "declarations.yaml",
            as_yaml({"schema": DECLARATIONS_SCHEMA, "declarations": lines}),
        )
    if bundle.kept or bundle.blocks:
        yield "note.yaml", as_yaml(note_sheet(bundle))
    for (_, digest, _), path in places.items():
        yield path, bundle.files.read(digest)
    seen = {place_of(one.picture): one.picture.digest for one in bundle.blocks if one.picture}
    for path, digest in seen.items():
        yield path, bundle.files.read(digest)


def slug_of(text: str) -> str:
    """The text as a file name: small letters and digits."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-")
    return slug if is_safe_name(slug) else f"x{slug}"


# call.yaml


def _call(call: CallSheet, zone: ZoneInfo) -> dict[str, Any]:
    hearing = {
        "at": call.hearing_at and written(call.hearing_at, zone),
        "place": call.hearing_place,
    }
    return {
        "schema": BUNDLE_SCHEMA,
        "slug": call.slug,
        "language": call.language,
        **_said(demonstration=call.demonstration),
        **({} if call.launched else {"launched": False}),
        "title": call.title,
        **_said(federation=call.federation, commissioner=call.commissioner),
        **_said(hearing=_said(**hearing)),
        "opens_at": written(call.opens_at, zone),
        "closes_at": written(call.closes_at, zone),
        "timezone": call.timezone,
        **_said(folder=call.folder, context=call.context),
        **_said(translations=kept(call.translations, call.texts)),
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                **_said(intro=section.intro),
                **_said(translations=kept(section.translations, texts_of_section(section))),
                "questions": [_question(question) for question in section.questions],
            }
            for section in call.questionnaire.sections
        ],
    }


def _question(question: Question) -> dict[str, Any]:
    condition = question.show_if
    one = condition is not None and len(condition.values) == 1
    return {
        **_asked(question),
        **_said(
            rows=_options(question.rows),
            scale=_options(question.scale),
            other=question.other,
            max_choices=question.max_choices,
            accept=list(question.accept),
            max_mb=question.max_mb,
            item_label=question.item_label,
            fields=[_asked(field) for field in question.fields],
        ),
        **({"max": question.max_items} if question.max_items else {}),
        **_said(
            show_if=condition
            and {
                "question": condition.question,
                **({"equals": condition.values[0]} if one else {"in": list(condition.values)}),
            }
        ),
        **_said(translations=kept(question.translations, texts_of_question(question))),
        **_said(retired=question.retired),
    }


def _asked(asked: Question | Field) -> dict[str, Any]:
    """What a question and a field have in common; a bound of zero is a bound."""
    bounds = {"min": asked.min, "max": asked.max}
    return {
        "key": asked.key,
        "kind": asked.kind.value,
        "label": asked.label,
        **_said(
            help=asked.help,
            required=asked.required,
            options=_options(asked.options),
            max_chars=asked.max_chars,
            max_words=asked.max_words,
            unit=asked.unit,
        ),
        **{name: bound for name, bound in bounds.items() if bound is not None},
    }


def _options(options: tuple[Option, ...]) -> list[dict[str, Any]]:
    return [
        {"key": option.key, "label": option.label, **_said(retired=option.retired)}
        for option in options
    ]


def _said(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


# agencies.csv


def _agencies(agencies: tuple[AgencyLine, ...], zone: ZoneInfo) -> bytes:
    rows = [
        [
            *(agency.acronym, agency.name, agency.level, agency.region, agency.department),
            *(agency.email, agency.timezone or ""),
            written(agency.extended_until, zone) if agency.extended_until else "",
        ]
        for agency in agencies
    ]
    rare = range(USUAL_COLUMNS, len(COLUMNS))
    kept = [*range(USUAL_COLUMNS), *(n for n in rare if any(row[n] for row in rows))]
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([COLUMNS[n] for n in kept])
    table.writerows([[row[n] for n in kept] for row in rows])
    return text.getvalue().encode()


# contributions/*.yaml

Places = Mapping[tuple[str, str, str], str]
"""Path of each attached file, under its agency, digest and name."""


def _places(bundle: Bundle) -> Places:
    places: dict[tuple[str, str, str], str] = {}
    taken: set[str] = set()
    for sheet in bundle.contributions:
        for file in _files(bundle.call, sheet):
            place = (sheet.agency, file["digest"], file["filename"])
            if place not in places:
                stem, suffix = _safe_name(file["filename"])
                folder = f"files/{slug_of(sheet.agency)}"
                places[place] = _free(f"{folder}/{stem}", suffix, taken)
    return places


def _files(call: CallSheet, sheet: ContributionSheet) -> Iterator[Mapping[str, Any]]:
    for question in call.questionnaire:
        if question.kind is QuestionKind.FILE:
            yield from sheet.answers.get(question.key, ())


def _safe_name(filename: str) -> tuple[str, str]:
    """The name somebody gave when it can be a path anywhere, or else one that can."""
    stem, dot, suffix = filename.rpartition(".")
    if not dot:
        stem, suffix = filename, ""
    ending = f".{suffix}" if dot else ""
    if is_safe_name(filename) and len(filename.encode()) <= 200:
        return stem, ending
    return slug_of(stem), f".{slug_of(suffix)}" if dot else ""


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    """A path nobody has, even where capitals and small letters are the same."""
    number = 1
    while (name := f"{stem}{'' if number == 1 else f'-{number}'}{suffix}").casefold() in taken:
        number += 1
    taken.add(name.casefold())
    return name


def _contribution(
    sheet: ContributionSheet, call: CallSheet, zone: ZoneInfo, places: Places
) -> dict[str, Any]:
    at = sheet.submitted_at
    after = at is not None and at >= call.closes_at
    asked = call.questionnaire.by_key
    return {
        "agency": sheet.agency,
        **_said(submitted_at=at and written(at, zone)),
        **({"late": sheet.late} if sheet.late or after else {}),
        **_said(
            withdrawn_at=sheet.withdrawn_at and written(sheet.withdrawn_at, zone),
            withdrawn_reason=sheet.withdrawn_reason,
        ),
        "channel": sheet.channel,
        **_said(
            attribution=sheet.attribution and sheet.attribution.value,
            quote_permission=sheet.quote_permission and sheet.quote_permission.value,
            confidential=list(sheet.confidential),
        ),
        "answers": {
            key: _answer(asked[key], value, sheet.agency, places)
            for key, value in sheet.answers.items()
        },
    }


def _answer(question: Question, value: Value, agency: str, places: Places) -> Value:
    if question.kind is not QuestionKind.FILE:
        return value
    return [_file(file, places[agency, file["digest"], file["filename"]]) for file in value]


def _file(file: Mapping[str, Any], path: str) -> Value:
    if path.rpartition("/")[2] == file["filename"]:
        return path
    return {"filename": file["filename"], "path": path, "size_bytes": file["size_bytes"]}


# declarations.yaml


def _declaration(declared: DeclarationLine, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "agency": declared.agency,
        "declared": declared.kind.value,
        "declared_at": written(declared.declared_at, zone),
        **_said(
            grounds=declared.grounds and declared.grounds.value,
            reason=declared.reason,
            to=declared.joined,
            named=declared.named,
            confirmed_at=declared.confirmed_at and written(declared.confirmed_at, zone),
            refused_at=declared.refused_at and written(declared.refused_at, zone),
        ),
    }


# themes.yaml


def _themes(bundle: Bundle) -> dict[str, Any]:
    return themes_sheet(
        slug=bundle.call.slug,
        language=bundle.call.language,
        asked=bundle.call.questionnaire,
        themes=bundle.themes,
        passages=bundle.passages,
        answers={sheet.agency: sheet.answers for sheet in bundle.contributions},
    )
