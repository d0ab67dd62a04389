"""Repeated groups: good practices in boxes, numbered recommendations, anything else counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from consult.analysis.material import Theme
from consult.analysis.ordering import bare
from consult.calls.questionnaire import Field, Question, QuestionKind, Section
from consult.contributions.values import as_question, is_answer, real_items
from consult.synthesis.composing import positions
from consult.synthesis.composing.answers import field_text
from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.ledger import Spoken
from consult.synthesis.composing.open_topics import coded, theme_rule
from consult.synthesis.composing.quotes import Quoter, reservations
from consult.synthesis.composing.sayings import Saying, sentence
from consult.synthesis.composing.stories import Story, answered
from consult.synthesis.snapshot import Claim, Positions, Practice, Quote, Recommendation
from consult.synthesis.wording import Part

MOST_PRACTICES = 6
LONGEST_PRACTICE = 1800
"""Letters a box holds; a longer practice is read in annex B, where it is printed in full."""
MOST_THEMES = 3
MOST_RECOMMENDATIONS = 10
MOST_LOOSE = 40
"""Beyond so many recommendations that nobody coded, the note refers to the annex."""

WORDINGS = 3
PRACTICE = "practice:"
"""What the place of a practice is called, before its rank in the note."""

_PRACTICE = re.compile(r"practice|pratique|experience|initiative|action")
_ADVICE = re.compile(r"recomm|proposition|proposal|preconisation")


class Role(StrEnum):
    """What a repeated group is for in the note."""

    PRACTICES = "practices"
    RECOMMENDATIONS = "recommendations"
    PLAIN = "plain"


class Item(NamedTuple):
    """One item that an agency described."""

    agency: str
    rank: int
    value: dict[str, Any]


def role_of(question: Question, section: Section) -> Role:
    """What a repeated group is for: by its structure, and by hints in its words.

    Both need a short title and a long text; « pratique » or « recommandation » in the key or
    the label, or failing that in those of the section, says which.
    """
    if title_of(question) is None or description_of(question) is None:
        return Role.PLAIN
    for hints in (
        f"{question.key} {question.label} {question.item_label}",
        f"{section.key} {section.title}",
    ):
        said = bare(hints)
        if _ADVICE.search(said):
            return Role.RECOMMENDATIONS
        if _PRACTICE.search(said):
            return Role.PRACTICES
    return Role.PLAIN


def title_of(question: Question) -> Field | None:
    """The first short text of the group."""
    return next((f for f in question.fields if f.kind is QuestionKind.SHORT_TEXT), None)


def description_of(question: Question) -> Field | None:
    """The first long text of the group."""
    return next((f for f in question.fields if f.kind is QuestionKind.LONG_TEXT), None)


def of_role(desk: Desk, role: Role) -> Iterator[Question]:
    """The repeated groups that play a role, in the order asked."""
    for section in desk.material.questionnaire.sections:
        for question in section.questions:
            if question.kind is QuestionKind.REPEAT and role_of(question, section) is role:
                yield question


def items(desk: Desk, question: Question) -> Iterator[Item]:
    """Every item described, agency by agency in alphabetical order where they may be named."""
    answered = set(desk.answered(question))
    order = [agency for agency in desk.disclosure.thanked if agency in answered]
    for agency in order:
        value = desk.material.reply[agency].values.get(question.key)
        for rank, item in real_items(question, value):
            yield Item(agency, rank, dict(item))


# --- good practices -----------------------------------------------------------------------


def practices(desk: Desk) -> tuple[Practice, ...]:
    """Practices in their agencies' own words, as the note chooses them."""
    chosen = enumerate(chosen_practices(desk))
    return tuple(practice(desk, question, item, rank) for rank, (question, item) in chosen)


def chosen_practices(desk: Desk) -> list[tuple[Question, Item]]:
    """One practice of each agency before the second of any, in the order of the note."""
    printable = [
        (item.rank, place, question, item)
        for question in of_role(desk, Role.PRACTICES)
        for place, item in enumerate(items(desk, question))
        if may_print(desk, question, item) and _length(question, item) <= LONGEST_PRACTICE
    ]
    chosen = sorted(printable, key=lambda one: one[:2])[:MOST_PRACTICES]
    return [one[2:] for one in sorted(chosen, key=lambda one: one[1])]


def practice(desk: Desk, question: Question, item: Item, rank: int) -> Practice:
    """The box of a practice, whose words the ledger then knows under its rank in the note."""
    words = practice_words(question, item.value)
    spoken = Spoken(f"{PRACTICE}{rank}", item.agency, question.key, words, named=True)
    desk.ledger.spoken.append(spoken)
    return _practice(desk, question, item)


def may_print(desk: Desk, question: Question, item: Item) -> bool:
    """Whether an item may stand in a box, under the name of its agency."""
    title, description = title_of(question), description_of(question)
    if title is None or description is None:
        return False
    if not (_filled(title, item) and _filled(description, item)):
        return False
    if not desk.disclosure.protected:
        return True
    voice = desk.disclosure.voice(item.agency, question.key, practice_words(question, item.value))
    return voice is not None and voice.agency is not None


def practice_words(question: Question, item: Mapping[str, Any]) -> str:
    """Everything that a box would print of a practice, as one text: what its agency reads again."""
    said = (item.get(field.key) for field in question.fields)
    return "\n".join(str(one) for one in said if one not in (None, ""))


def _filled(field: Field, item: Item) -> bool:
    return is_answer(as_question(field), item.value.get(field.key))


def _length(question: Question, item: Item) -> int:
    return sum(len(str(item.value.get(field.key) or "")) for field in question.fields)


def _practice(desk: Desk, question: Question, item: Item) -> Practice:
    title, description = title_of(question), description_of(question)
    details = [
        ("" if field == description else field.label, field_text(desk, field, item.value))
        for field in question.fields
        if field != title and _filled(field, item)
    ]
    mark = "" if desk.disclosure.protected else reservations(desk, item.agency, question.key)
    code = desk.ledger.codes.get(item.agency)
    return Practice(
        title=str(item.value[title.key]).strip() if title else "",
        by=item.agency + mark,
        details=tuple(details),
        source=code,
    )


def practices_told(desk: Desk) -> tuple[tuple[Claim, ...], tuple[Positions, ...]]:
    """How many agencies described how many practices, and on what; every theme in the annex."""
    claims: list[Claim] = []
    tables: list[Positions] = []
    for question in of_role(desk, Role.PRACTICES):
        if desk.withheld(question) or not desk.answered(question):
            continue
        claims.append(sentence(desk, described(desk, question).sayings))
        themes = list(coded(desk, question))
        told = [_spoken(desk, story) for story in themes[:MOST_THEMES]]
        printed: dict[str, str] = {}
        if told:
            claims.append(sentence(desk, told))
            printed = {story.key: claims[-1].id for story in themes[:MOST_THEMES]}
        tables += positions.of_stories(desk, Role.PRACTICES, themes, printed)
    return tuple(claims), tuple(tables)


def described(desk: Desk, question: Question) -> Story:
    """How many agencies described how many items."""
    rule = f"items:{question.key}"
    said = desk.words.ngettext(
        "%(count)s described %(items)s item under “%(label)s”",
        "%(count)s described %(items)s items under “%(label)s”",
        desk.ledger.resolve(rule).value,
    )
    texts: dict[str, Part] = {"items": desk.ledger.counted(rule), "label": question.label}
    return answered(desk, question, said, texts)


def _spoken(desk: Desk, story: Story) -> Saying:
    """A theme named in the sentence, where several make one statement."""
    first = story.sayings[0]
    said = desk.words.gettext("%(theme)s: %(count)s%(who)s")
    return Saying(first.label, story.value, first.counts, said, said, {"theme": first.label})


# --- recommendations ----------------------------------------------------------------------


def recommendations(
    desk: Desk, quoter: Quoter
) -> tuple[tuple[Recommendation, ...], tuple[Positions, ...]]:
    """Grouped by theme where coded, most agencies first; the others by agency."""
    found: list[Recommendation] = []
    tables: list[Positions] = []
    for question in of_role(desk, Role.RECOMMENDATIONS):
        if desk.withheld(question):
            continue
        themes = list(coded(desk, question))
        told: dict[str, str] = {}
        for story in themes[:MOST_RECOMMENDATIONS]:
            if story.theme is not None:
                found.append(_by_theme(desk, quoter, question, story.theme, len(found) + 1))
                told[story.key] = found[-1].support.id
        found.extend(_loose(desk, question, len(found) + 1))
        if len(themes) > MOST_RECOMMENDATIONS:
            tables += positions.of_stories(desk, Role.RECOMMENDATIONS, themes, told)
    return tuple(found), tuple(tables)


def _by_theme(
    desk: Desk, quoter: Quoter, question: Question, theme: Theme, number: int
) -> Recommendation:
    rule = theme_rule(theme)
    said = desk.words.gettext("Put forward by %(count)s%(who)s.")
    coded = {(passage.agency, passage.item) for passage in desk.passages(question.key, theme.key)}
    support = desk.ledger.claim(said, {"count": (rule, question.key)})
    return Recommendation(
        number=number,
        title=theme.label,
        support=support,
        wordings=_wordings(desk, quoter, question, coded),
    )


def _wordings(
    desk: Desk, quoter: Quoter, question: Question, coded: set[tuple[str, int | None]]
) -> tuple[Quote, ...]:
    """Up to three titles in the agencies' own words, of distinct agencies, named ones first."""
    title = title_of(question)
    spoken: list[Quote] = []
    said: set[str] = set()
    candidates = [item for item in items(desk, question) if (item.agency, item.rank) in coded]

    def turn(item: Item) -> tuple[bool, int, str]:
        # Among agencies that are not named the order must not tell who is who: their words
        # decide, never their names.
        open_ = desk.disclosure.attributable(item.agency, question.key)
        words = "" if open_ or title is None else str(item.value.get(title.key) or "")
        return not open_, quoter.titles[item.agency], words

    candidates.sort(key=turn)
    for item in candidates:
        if title is None or item.agency in said or len(spoken) == WORDINGS:
            continue
        quote = quoter.of_title(question.key, item.agency, str(item.value.get(title.key) or ""))
        if quote is not None:
            spoken.append(quote)
            said.add(item.agency)
            quoter.titles[item.agency] += 1
    return tuple(spoken)


def _loose(desk: Desk, question: Question, number: int) -> Iterator[Recommendation]:
    """Recommendations that no theme gathers, when they are few enough to be listed.

    A title is the agency's own words: what may not be quoted is counted, never printed.
    """
    title = title_of(question)
    gathered = {
        (passage.agency, passage.item) for passage in desk.passages(question.key) if passage.theme
    }
    left = [item for item in items(desk, question) if (item.agency, item.rank) not in gathered]
    if title is None or len(left) > MOST_LOOSE:
        return
    for item in left:
        text = str(item.value.get(title.key) or "").strip()
        voice = desk.disclosure.voice(item.agency, question.key, text)
        if text and voice is not None and voice.agency in desk.ledger.codes:
            said = desk.words.gettext("Recommendation of %(by)s.")
            mark = (
                "" if desk.disclosure.protected else reservations(desk, item.agency, question.key)
            )
            support = desk.ledger.statement(said, {"by": item.agency + mark}, [item.agency])
            spoken = Spoken(support.id, item.agency, question.key, text, named=True)
            desk.ledger.spoken.append(spoken)
            yield Recommendation(number, text, support)
            number += 1
