"""Consultations as hypothesis imagines them: all ten kinds, conditions, files and themes."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from consult.analysis.exchange.theme_reading import CODED
from consult.analysis.material import Passage, Stance, Theme
from consult.bundles.format import (
    EARLIER,
    TOLD,
    AgencyLine,
    Bundle,
    CallSheet,
    ContributionSheet,
    DeclarationLine,
    KeptLine,
)
from consult.bundles.theme_sheet import in_order
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
    ShowIf,
)
from consult.calls.shapes import NOT_IN_A_GROUP
from consult.calls.translating import (
    Text,
    Texts,
    texts_of_question,
    texts_of_section,
    with_texts,
)
from consult.calls.written.entries import shows
from consult.contributions import values
from consult.contributions.consent import (
    Attribution,
    DeclarationKind,
    Grounds,
    QuotePermission,
)
from consult.contributions.files.kinds import label_of, media_type_of
from consult.contributions.texts import rich
from consult.directory.rules import key_of
from consult.synthesis.drafting.blocks import (
    Annex,
    Block,
    BlockKind,
    Cut,
    Described,
    Exhibited,
    FigureChip,
    FigureForm,
    Line,
    Place,
    QuoteChip,
    Shown,
    SourceChip,
    Words,
)

K = QuestionKind
LOOK_ALIKES = (
    "01",
    "2018",
    "yes",
    "no",
    "null",
    "~",
    "true",
    "1e3",
    "1_000",
    "2026-01-01",
    "-",
    "'",
)
SIGNS = st.characters(
    exclude_categories=["Cs"],
    exclude_characters=[
        *(chr(n) for n in range(32) if n not in (9, 10)),
        *(chr(n) for n in range(127, 160) if n != 0x85),
        *(chr(n) for n in range(0xFDD0, 0xFDF0)),
        "\ufffe",
        "\uffff",
    ],
)
SOME_SIGNS = st.one_of(
    st.sampled_from("ab é’«\n\t:#-'\"|>{}[]&*!%@`\x85\u2028\ufeff\u202e=😀"), SIGNS
)
PROSE = st.text(SOME_SIGNS, min_size=1, max_size=60).filter(str.strip)
LINE = (
    st.one_of(st.sampled_from(LOOK_ALIKES), st.text(SOME_SIGNS, max_size=25))
    .map(lambda text: " ".join(text.split("\n")).strip())
    .filter(shows)
)
CELL = LINE.map(lambda text: unicodedata.normalize("NFC", text).strip())
KEY = st.from_regex(r"[a-z0-9_][a-z0-9_-]{0,6}", fullmatch=True)
INSTANT = st.integers(946684800, 4102444800).map(lambda s: datetime.fromtimestamp(s, tz=UTC)) | (
    # The hour that Paris lives twice.
    st.integers(0, 7199).map(lambda s: datetime.fromtimestamp(1792886400 + s, tz=UTC))
)
ZONES = ("Europe/Paris", "Indian/Reunion", "America/Cayenne", "UTC")


@dataclass
class Kept:
    """Bytes under their digest."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, digest: str) -> bytes:
        return self.contents[digest]


def _unique(draw: Any, keys: st.SearchStrategy[str], least: int, most: int) -> list[str]:
    return draw(st.lists(keys, min_size=least, max_size=most, unique=True))


def _options(
    draw: Any, *, least: int = 1, keys: st.SearchStrategy[str] = LINE
) -> tuple[Option, ...]:
    usable = keys.filter(lambda key: key != "other")
    return tuple(Option(key, draw(LINE)) for key in _unique(draw, usable, least, 4))


def _bounds(draw: Any) -> dict[str, Any]:
    least, most = sorted(draw(st.tuples(st.integers(-50, 50), st.integers(-50, 50))))
    shown = draw(st.sampled_from([{}, {"min": least}, {"max": most}, {"min": least, "max": most}]))
    return {"unit": draw(st.just("") | LINE.map(lambda text: text[:20].strip())), **shown}


def _settings(draw: Any, kind: K) -> dict[str, Any]:
    if kind in (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE, K.RANKING):
        return {"options": _options(draw)}
    if kind is K.LIKERT:
        return {"rows": _options(draw), "scale": _options(draw, least=2)}
    if kind is K.NUMBER:
        return _bounds(draw)
    if kind is K.SHORT_TEXT:
        return {"max_chars": draw(st.none() | st.integers(60, 500))}
    if kind is K.LONG_TEXT:
        return {"max_words": draw(st.none() | st.integers(60, 500))}
    return {}


@st.composite
def questions(draw: Any, key: str, kind: K, earlier: list[Question]) -> Question:
    settings = _settings(draw, kind)
    if kind in (K.SINGLE_CHOICE, K.MULTIPLE_CHOICE):
        settings["other"] = draw(st.booleans())
    if kind is K.MULTIPLE_CHOICE:
        settings["max_choices"] = draw(st.none() | st.integers(1, 4))
    if kind is K.FILE:
        settings["max_mb"] = draw(st.none() | st.integers(1, 20) | st.just(0.5))
    if kind is K.REPEAT:
        kinds = [one for one in K if one not in NOT_IN_A_GROUP]
        settings["fields"] = tuple(
            Field(
                name,
                inside,
                draw(LINE),
                help=draw(_help()),
                required=draw(st.booleans()),
                **_settings(draw, inside),
            )
            for name in _unique(draw, KEY, 1, 3)
            for inside in [draw(st.sampled_from(kinds))]
        )
        settings["max_items"] = draw(st.none() | st.integers(3, 5))
        settings["item_label"] = draw(st.just("") | LINE)
    deciding = [
        one for one in earlier if one.options and one.kind is not K.RANKING and not one.retired
    ]
    if deciding and draw(st.booleans()):
        question = draw(st.sampled_from(deciding))
        offered = [option.key for option in question.options]
        settings["show_if"] = ShowIf(
            question.key, tuple(_unique(draw, st.sampled_from(offered), 1, 2))
        )
    elif draw(st.integers(0, 5)) == 0:
        settings["retired"] = True
    if "options" in settings and draw(st.booleans()):
        first, *others = settings["options"]
        settings["options"] = (*others, first, Option("gone", draw(LINE), retired=True))
    question = Question(
        key, kind, draw(LINE), help=draw(_help()), required=draw(st.booleans()), **settings
    )
    return replace(question, translations=_translations(draw, texts_of_question(question)))


def _translations(draw: Any, texts: Texts) -> dict[str, Any]:
    """Some of the texts said in English, as reading and writing keep them."""
    paths = draw(st.lists(st.sampled_from(list(texts)), max_size=3)) if texts else []
    said = {path: draw(PROSE if Text(path, "", "").prose else LINE) for path in paths}
    return with_texts({}, "en", texts, said)


def _help() -> st.SearchStrategy[str]:
    return st.just("") | PROSE.map(str.rstrip)


@st.composite
def questionnaires(draw: Any) -> Questionnaire:
    read: list[Question] = []
    for key in _unique(draw, KEY.filter(lambda key: key != "attribution"), 1, 7):
        read.append(draw(questions(key, draw(st.sampled_from(list(K))), read)))
    cut = draw(st.integers(0, len(read)))
    parts = [part for part in (read[:cut], read[cut:]) if part]
    sections = [
        Section(key, draw(LINE), draw(_help()), tuple(part))
        for key, part in zip(_unique(draw, KEY, len(parts), len(parts)), parts, strict=True)
    ]
    return Questionnaire(
        tuple(
            replace(one, translations=_translations(draw, texts_of_section(one)))
            for one in sections
        )
    )


def formatted(text: str) -> Any:
    """A long answer whose beginning is bold and whose end is a link, as they are kept."""
    half = len(text) // 2
    marks = [
        {"kind": "bold", "start": 0, "end": half},
        {"kind": "link", "start": half, "end": len(text), "href": "https://example.org/?a=b&c"},
    ]
    return rich.canonical({"text": text, "marks": marks})


def _answer(draw: Any, question: Question, files: Kept) -> Any:
    keys = [option.key for option in question.options]
    one = st.sampled_from(keys) if keys else st.nothing()
    if question.kind is K.LONG_TEXT:
        return draw(PROSE | PROSE.map(formatted))
    if question.kind is K.SHORT_TEXT:
        return draw(PROSE)
    if question.kind is K.SINGLE_CHOICE:
        return draw(one | PROSE.map(lambda text: {"other": text}) if question.other else one)
    if question.kind in (K.MULTIPLE_CHOICE, K.RANKING):
        return draw(st.lists(one, max_size=question.max_choices or 4, unique=True))
    if question.kind is K.LIKERT:
        points = st.sampled_from([point.key for point in question.scale])
        return {row.key: draw(points) for row in question.rows if draw(st.booleans())}
    if question.kind is K.NUMBER:
        least, most = question.min or -50, question.max if question.max is not None else 50
        return draw(st.integers(int(least), int(most)) if least <= most else st.nothing())
    if question.kind is K.DATE:
        return draw(st.dates(date(1900, 1, 1), date(2100, 1, 1))).isoformat()
    if question.kind is K.FILE:
        return _files(draw, files)
    return [
        {
            inside.key: _answer(draw, values.as_question(inside), files)
            for inside in question.fields
            if draw(st.booleans())
        }
        for _ in range(draw(st.integers(0, 3)))
    ]


def _files(draw: Any, files: Kept) -> list[Any]:
    names = LINE.map(lambda name: label_of(name.replace("/", "-").replace("\\", "-"))).filter(bool)
    found = []
    for name in _unique(draw, names, 0, 2):
        content = draw(st.binary(max_size=20))
        digest = hashlib.sha256(content).hexdigest()
        files.contents[digest] = content
        found.append(
            {
                "filename": name,
                "size_bytes": len(content),
                "digest": digest,
                "media_type": media_type_of(name),
            }
        )
    return found


@st.composite
def contributions(draw: Any, agency: str, call: CallSheet, files: Kept) -> ContributionSheet:
    at = draw(st.none() | INSTANT)
    answers = {}
    for question in call.questionnaire:
        if draw(st.booleans()):
            value = values.canonical(question, _answer(draw, question, files))
            if not values.is_blank(value) and not values.check(question, value):
                answers[question.key] = value
    if at is not None:
        shown = call.questionnaire.shown(answers)
        answers = {key: value for key, value in answers.items() if key in shown}
    withdrawn_at = draw(st.none() | INSTANT) if at is not None else None
    return ContributionSheet(
        agency=agency,
        submitted_at=at,
        channel=draw(st.sampled_from(["web", "email", "pdf"])),
        attribution=draw(st.none() | st.sampled_from(list(Attribution))),
        quote_permission=draw(st.none() | st.sampled_from(list(QuotePermission))),
        confidential=tuple(key for key in answers if draw(st.booleans())),
        late=at is not None and draw(st.booleans()),
        answers=answers,
        withdrawn_at=withdrawn_at,
        withdrawn_reason=draw(_help()) if withdrawn_at else "",
    )


@st.composite
def declarations(draw: Any, agency: str, others: list[str]) -> DeclarationLine:
    at = draw(INSTANT)
    if not others or draw(st.booleans()):
        grounds = draw(st.none() | st.sampled_from(list(Grounds)))
        return DeclarationLine(agency, DeclarationKind.DECLINED, at, grounds, draw(_help()))
    answered = draw(st.sampled_from(["", "confirmed_at", "refused_at"]))
    return DeclarationLine(
        agency,
        DeclarationKind.JOINED,
        at,
        joined=draw(st.sampled_from(others)),
        named=draw(st.booleans()),
        **({answered: draw(INSTANT)} if answered else {}),
    )


@st.composite
def calls(draw: Any) -> CallSheet:
    opens, closes = sorted(draw(st.lists(INSTANT, min_size=2, max_size=2, unique=True)))
    sheet = CallSheet(
        slug=draw(st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)),
        language="fr",
        title=draw(LINE),
        opens_at=opens,
        closes_at=closes,
        timezone=draw(st.sampled_from(ZONES)),
        questionnaire=draw(questionnaires()),
        context=draw(_help()),
        commissioner=draw(st.just("") | LINE),
        federation=draw(st.just("") | LINE),
        folder=draw(st.just("") | LINE),
        hearing_at=draw(st.none() | INSTANT),
        hearing_place=draw(st.just("") | LINE),
        demonstration=draw(st.booleans()),
        launched=draw(st.booleans()),
    )
    return replace(sheet, translations=_translations(draw, sheet.texts))


@st.composite
def agencies(draw: Any) -> tuple[AgencyLine, ...]:
    acronyms = st.lists(
        CELL.map(lambda text: " ".join(text.split())).filter(bool),
        min_size=1,
        max_size=4,
        unique_by=key_of,
    )
    return tuple(
        AgencyLine(
            acronym=acronym,
            name=draw(CELL),
            level=draw(st.just("") | CELL),
            region=draw(st.just("") | CELL),
            department=draw(st.just("") | CELL),
            email=draw(st.sampled_from(["", "contact@abc.example", "a+b@c-d.example"])),
            timezone=draw(st.none() | st.sampled_from(ZONES)),
            extended_until=draw(st.none() | INSTANT),
        )
        for acronym in draw(acronyms)
    )


def _themes(draw: Any, call: CallSheet) -> list[Theme]:
    """Two or three of a question, under one another or not, and some of every question."""
    found: list[Theme] = []
    across = _unique(draw, KEY, 0, 2)
    for question in (*(one.key for one in call.questionnaire if one.kind in CODED), ""):
        keys = across if not question else _unique(draw, KEY.filter(_no(across)), 0, 3)
        for rank, key in enumerate(keys):
            under = draw(st.sampled_from(["", *keys[:rank]]))
            colour = draw(st.integers(1, 12))
            claim = draw(st.just("") | LINE)
            found.append(Theme(question, key, draw(LINE), claim, draw(_help()), colour, under))
    return found


def _no(taken: list[str]) -> Any:
    return lambda key: key not in taken


def _passages(
    draw: Any, call: CallSheet, themes: list[Theme], sheets: list[ContributionSheet]
) -> list[Passage]:
    found: dict[tuple[Any, ...], dict[str | None, Passage]] = {}
    for sheet in sheets:
        for question in call.questionnaire:
            for item, column, text in _texts(question, sheet):
                start = draw(st.integers(0, len(text) - 1))
                end = draw(st.integers(start + 1, len(text)))
                known = [theme.key for theme in themes if theme.question in ("", question.key)]
                chosen = draw(
                    st.lists(st.sampled_from(known), unique=True) if known else st.just([])
                )
                secret = question.key in sheet.confidential or draw(st.booleans())
                found[sheet.agency, question.key, item, column] = {
                    theme: Passage(
                        question.key,
                        sheet.agency,
                        text[start:end],
                        start,
                        end,
                        theme,
                        draw(st.none() | st.sampled_from(list(Stance))) if theme else None,
                        item,
                        column,
                        secret,
                    )
                    for theme in (chosen or [None])
                }
    return [
        passage for place in found.values() for passage in place.values() if draw(st.booleans())
    ]


def _texts(question: Question, sheet: ContributionSheet) -> Any:
    value = sheet.answers.get(question.key)
    if question.kind not in CODED or sheet.submitted_at is None or value is None:
        return
    if question.kind is not K.REPEAT:
        if text := values.plain_text(question, value):
            yield None, None, text
        return
    for item in range(1, len(value) + 1):
        for inside in question.fields:
            if text := values.plain_text(question, value, item, inside.key):
                yield item, inside.key, text


def _places(call: CallSheet, lines: tuple[AgencyLine, ...], sheets: Any) -> Any:
    """Places in what was sent, and places in versions that no bundle tells."""
    sent = [
        (sheet.agency, question.key, item, column, text)
        for sheet in sheets
        for question in call.questionnaire
        for item, column, text in _texts(question, sheet)
    ]
    lost = st.builds(
        lambda line, words, start: Place(
            line.acronym, EARLIER, "gone", start, start + len(words), words
        ),
        *(st.sampled_from(lines), PROSE, st.integers(0, 99)),
    )
    if not sent:
        return lost
    here = st.sampled_from(sent).flatmap(
        lambda one: st.integers(0, len(one[4]) - 1).flatmap(
            lambda start: st.integers(start + 1, len(one[4])).map(
                lambda end: Place(
                    *(one[0], TOLD, one[1], start, end, one[4][start:end], one[2], one[3])
                )
            )
        )
    )
    return here | lost


def _blocks(draw: Any, places: Any) -> tuple[Block, ...]:
    """Blocks of every kind: what a kind does not use may be there as well."""
    text = st.just("") | PROSE | LINE
    cuts = st.lists(st.builds(Cut, st.just(0), st.just(0), text), max_size=1).map(tuple)
    pieces = st.one_of(
        st.builds(Words, text, st.booleans(), st.booleans()),
        st.builds(FigureChip, LINE, st.sampled_from(FigureForm)),
        st.builds(QuoteChip, places, cuts),
        st.lists(places, min_size=1, max_size=2).map(lambda found: SourceChip(tuple(found))),
    )
    lines = st.lists(st.builds(Line, text, text), max_size=2).map(tuple)
    blocks = st.builds(
        Block,
        st.just(""),
        st.sampled_from(BlockKind),
        title=text,
        content=st.lists(pieces, max_size=3).map(tuple),
        place=st.none() | places,
        cuts=cuts,
        rule=text,
        exhibited=st.none() | st.builds(Exhibited, st.sampled_from(Shown), text, lines),
        described=st.none()
        | places.map(lambda one: Described(one.agency, one.version, one.question, one.item or 1)),
        annex=st.none() | st.sampled_from(Annex),
        on=st.booleans(),
        justification=text,
        proposed=st.booleans(),
    )
    keys = _unique(draw, KEY, 0, 3)
    return tuple(replace(draw(blocks), id=key) for key in keys)


def _kept(draw: Any) -> tuple[KeptLine, ...]:
    counts = st.integers(0, 40)
    return tuple(
        KeptLine(label, draw(LINE), draw(counts), draw(st.none() | counts))
        for label in _unique(draw, LINE, 0, 2)
    )


@st.composite
def bundles(draw: Any) -> Bundle:
    """A canonical bundle: what reading any writing of it must give back."""
    files = Kept()
    call = draw(calls())
    lines = draw(agencies())
    sheets = [
        draw(contributions(line.acronym, call, files)) for line in lines if draw(st.booleans())
    ]
    themes = _themes(draw, call)
    passages = _passages(draw, call, themes, sheets)
    ranks = {key_of(line.acronym): rank for rank, line in enumerate(lines)}
    acronyms = [line.acronym for line in lines]
    declared = tuple(
        draw(declarations(one, [other for other in acronyms if other != one]))
        for one in acronyms
        if draw(st.booleans())
    )
    bundle = Bundle(
        *(call, lines, tuple(sheets), tuple(themes)),
        declarations=declared,
        kept=_kept(draw),
        blocks=_blocks(draw, _places(call, lines, sheets)),
        files=files,
    )
    return replace(bundle, passages=tuple(in_order(passages, call, themes, ranks)))
