"""Plausible answers that nobody gave: for rehearsals, and obviously invented.

The same question, agency and day give the same answer, so that a rehearsal can be told again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from zlib import crc32

from consult.calls.building.columns import as_question
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Value
from consult.contributions.consent import (
    ATTRIBUTION_QUESTION,
    QUOTE_QUESTION,
    Attribution,
    QuotePermission,
)
from consult.contributions.texts.words import word_count

K = QuestionKind

CONSENTS = (
    (Attribution.NAMED, QuotePermission.ALLOWED),
    (Attribution.NAMED, QuotePermission.ALLOWED),
    (Attribution.NAMED, QuotePermission.AFTER_REVIEW),
    (Attribution.ANONYMOUS, QuotePermission.ALLOWED),
    (Attribution.CONFIDENTIAL, QuotePermission.REFUSED),
)
"""One agency after the other, so that the note shows what each choice does."""

SHORT = {
    "fr": ("Direction imaginaire", "Pôle d’essai", "Service inventé", "Mission fictive"),
    "en": ("Imaginary directorate", "Trial unit", "Invented department", "Made-up office"),
}
SENTENCES = {
    "fr": (
        "Texte inventé pour la répétition.",
        "Les entreprises de notre territoire imaginaire disent attendre six mois une réponse.",
        "Un interlocuteur unique ferait gagner du temps à chacun.",
        "Nous manquons d’ingénierie, pas d’idées.",
        "À Exempleville, une friche a retrouvé un usage en deux ans parce que l’on a décidé vite.",
        "Les règles changent plus souvent que les projets.",
        "Nous demandons que les critères tiennent compte des petits territoires.",
        "Ce qui marche tient à trois personnes qui se parlent.",
        "Les moyens annoncés n’étaient pas au rendez-vous la deuxième année.",
        "Il vaudrait mieux moins d’appels à projets et plus de durée.",
        "Nos adhérents fictifs y sont favorables, à condition d’être consultés avant.",
        "Nous proposons une expérimentation de trois ans, évaluée par un tiers.",
    ),
    "en": (
        "Text invented for the rehearsal.",
        "Companies of our imaginary territory say that they wait six months for an answer.",
        "A single contact would save everybody time.",
        "We lack project engineering, not ideas.",
        "In Sampletown a brownfield found a new use in two years because somebody decided fast.",
        "Rules change more often than projects.",
        "We ask that the criteria take small territories into account.",
        "What works rests on three people who talk to each other.",
        "The means announced were no longer there in the second year.",
        "Fewer calls for projects and more continuity would be better.",
        "Our fictitious members are in favour, provided that they are consulted first.",
        "We propose a three-year trial, assessed by a third party.",
    ),
}
ENOUGH_WORDS = 45
PLAUSIBLE = 40
"""The largest number invented where the question sets no lower bound to it."""


def invented(
    questionnaire: Questionnaire, rank: int, *, language: str, today: date
) -> dict[str, Value]:
    """The answers of the fictional agency number `rank`: all that is required, most of the rest.

    Files are no values: whoever keeps files adds them.
    """
    given: dict[str, Value] = {}
    for question in questionnaire:
        if question.kind is not K.FILE and (question.required or not _skipped(question, rank)):
            given[question.key] = _Author(rank, language, today).answer(question)
    attribution, quotes = CONSENTS[rank % len(CONSENTS)]
    for key, choice in ((ATTRIBUTION_QUESTION, attribution), (QUOTE_QUESTION, quotes)):
        asked = questionnaire.by_key.get(key)
        if asked is None or choice in {option.key for option in asked.options}:
            given[key] = choice.value
    shown = questionnaire.shown(given)
    known = questionnaire.by_key
    return {key: value for key, value in given.items() if key in shown or key not in known}


def document(name: str) -> bytes:
    """A small PDF of one page that says that it is a specimen; `name` is plain ASCII."""
    drawn = f"BT /F1 24 Tf 72 760 Td (SPECIMEN - {name}) Tj ET".encode("ascii", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>>>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(written))
    )


def _skipped(question: Question, rank: int) -> bool:
    """One optional question in five is left blank, not the same one by every agency."""
    return (crc32(question.key.encode()) + rank) % 5 == 0


class _Author:
    """Somebody of an agency that does not exist."""

    def __init__(self, rank: int, language: str, today: date) -> None:
        self.rank = rank
        self.language = language if language in SENTENCES else "fr"
        self.today = today

    def answer(self, question: Question) -> Value:
        return _WAYS[question.kind](self, question, self._seed(question))

    def _seed(self, question: Question) -> int:
        return crc32(question.key.encode()) % 1000 + self.rank

    def short(self, question: Question, seed: int) -> Value:
        words = SHORT[self.language]
        return words[seed % len(words)][: question.max_chars or None].strip()

    def long(self, question: Question, seed: int) -> Value:
        sentences = SENTENCES[self.language]
        most = min(question.max_words or ENOUGH_WORDS, ENOUGH_WORDS)
        said = sentences[0]
        for step in range(1, len(sentences)):
            # Neither the order nor the first sentence is that of the agency before.
            more = f"{said} {sentences[1 + (seed * 5 + step * 7) % (len(sentences) - 1)]}"
            if word_count(more) > most:
                break
            said = more
        return said if word_count(said) <= most else " ".join(said.split()[:most])

    def one(self, question: Question, seed: int) -> Value:
        offered = _offered(question.options)
        return offered[seed % len(offered)]

    def some(self, question: Question, seed: int) -> Value:
        offered = _offered(question.options)
        most = min(question.max_choices or 3, 1 + seed % 3, len(offered))
        picked = {offered[(seed + step * 2) % len(offered)] for step in range(most)}
        return [key for key in offered if key in picked]

    def judged(self, question: Question, seed: int) -> Value:
        points = _offered(question.scale)
        rows = enumerate(_offered(question.rows))
        return {
            row: points[(seed * 3 + place * 2 + self.rank) % len(points)] for place, row in rows
        }

    def ranked(self, question: Question, seed: int) -> Value:
        offered = _offered(question.options)
        turn = seed % len(offered)
        return [*offered[turn:], *offered[:turn]]

    def number(self, question: Question, seed: int) -> Value:
        low = question.min if question.min is not None else min(0, question.max or 0)
        high = question.max if question.max is not None else low + PLAUSIBLE
        if low >= 1900 and high >= 2000:  # a year
            return int(min(high, max(low, 2005 + seed % 18)))
        if low + PLAUSIBLE < high:
            high = low + PLAUSIBLE
        found = low + (high - low) * (seed % 10) / 10
        return int(found) if low <= int(found) else found

    def day(self, question: Question, seed: int) -> Value:
        return (self.today - timedelta(days=seed % 60)).isoformat()

    def nothing(self, question: Question, seed: int) -> Value:
        return None

    def several(self, question: Question, seed: int) -> Value:
        columns = [as_question(field) for field in question.fields]
        count = min(question.max_items or 2, 1 + seed % 2)
        return [
            {
                column.key: _Author(self.rank + item * 3, self.language, self.today).answer(column)
                for column in columns
            }
            for item in range(count)
        ]


def _offered(options: tuple[Option, ...]) -> list[str]:
    return [option.key for option in options if not option.retired]


_WAYS: Mapping[QuestionKind, Callable[[_Author, Question, int], Value]] = {
    K.SHORT_TEXT: _Author.short,
    K.LONG_TEXT: _Author.long,
    K.SINGLE_CHOICE: _Author.one,
    K.MULTIPLE_CHOICE: _Author.some,
    K.LIKERT: _Author.judged,
    K.RANKING: _Author.ranked,
    K.NUMBER: _Author.number,
    K.DATE: _Author.day,
    K.FILE: _Author.nothing,
    K.REPEAT: _Author.several,
}
