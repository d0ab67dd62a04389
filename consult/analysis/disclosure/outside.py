"""What of a cross-table may be printed outside the federation, and what that tells apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from consult.analysis.disclosure.crowds import Agencies, Crowds, Part
from consult.analysis.disclosure.naming import Naming
from consult.analysis.disclosure.withholding import Place, Table, withheld
from consult.analysis.figures.crossing import Category, Crossing, Side
from consult.analysis.figures.rule_tree import ANYWHERE, Coded


def publishable(crossing: Crossing, naming: Naming) -> frozenset[Place] | None:
    """The places to leave out of what is printed; None where nothing can be printed.

    A level or region in which too few are unnamed is left out whole: who knows what the others
    there said would read their answers off its counts. Answers tell whoever is named apart as
    levels do, and cannot be left out alone: where too few are left, nothing is printed.
    """
    rows = _telling(crossing.rows, crossing.columns, naming)
    columns = _telling(crossing.columns, crossing.rows, naming)
    if rows is None or columns is None:
        return None
    small = _small(crossing, rows, columns, naming)
    if small is None:
        return None
    lines = (
        (row, column)
        for row, line in enumerate(crossing.cells)
        for column in range(len(line))
        if row in rows or column in columns
    )
    return small.union(lines)


Lines = Sequence[Sequence[int]]
"""Rows or columns: each that is printed, those left out as one, and the totals."""


def _small(
    crossing: Crossing, gone_rows: Collection[int], gone_columns: Collection[int], naming: Naming
) -> frozenset[Place] | None:
    """The cells too small to print, and those that would give them back.

    Lines that are left out stand as one: their sum is known from the totals.
    """
    questions = (*crossing.rows.questions, *crossing.columns.questions)
    rows, columns = _lines(crossing.rows, gone_rows), _lines(crossing.columns, gone_columns)
    grid = [
        [
            sum(crossing.cells[row][column].count for row in across for column in down)
            for down in columns
        ]
        for across in rows
    ]
    bare = _is_bare(crossing, gone_rows, gone_columns, naming)
    small = [
        (top, left)
        for top, (row, *_) in enumerate(rows)
        for left, (column, *_) in enumerate(columns)
        if (
            bare
            if row in gone_rows or column in gone_columns
            else naming.withholds(questions, crossing.cells[row][column].agencies)
        )
    ]
    gone = withheld(Table(grid, crossing.rows.kind, crossing.columns.kind), small)
    if gone is None:
        return None
    return frozenset(
        (row, column) for top, left in gone for row in rows[top] for column in columns[left]
    )


def _is_bare(
    crossing: Crossing, rows: Collection[int], columns: Collection[int], naming: Naming
) -> bool:
    """Whether the sum of what is left out tells too much, which the totals would give back.

    So it does where all that is left out is of one mind, even to who knows nothing of the others.
    """
    for side, gone, other in (
        (crossing.rows, rows, crossing.columns),
        (crossing.columns, columns, crossing.rows),
    ):
        held = frozenset[str]().union(*(side.categories[one].agencies for one in gone))
        every = frozenset[str]().union(*(one.agencies for one in side.categories))
        if held and any(
            held <= one.agencies and not every <= one.agencies for one in other.categories
        ):
            return True
    sides = (crossing.rows, rows), (crossing.columns, columns)
    printed = [
        one
        for side, gone in sides
        for one in _kept(side, set(range(len(side.categories))) - set(gone))
    ]
    part = _part((crossing.rows, crossing.columns), printed, naming)
    return not Crowds(naming.unsaid).keep(part)


def _lines(side: Side, gone: Collection[int]) -> Lines:
    printed = [[number] for number in range(len(side.categories)) if number not in gone]
    return [*printed, *([sorted(gone)] if gone else []), [len(side.categories)]]


def told(crossing: Crossing, left_out: Collection[Place], naming: Naming) -> Part:
    """What a cross-table tells apart, with lines left out."""
    rows, columns = len(crossing.cells), len(crossing.cells[0])
    printed_rows = {row for row in range(rows) if not _whole(left_out, row, range(columns))}
    turned = {(column, row) for row, column in left_out}
    printed = {column for column in range(columns) if not _whole(turned, column, range(rows))}
    return _part(
        (crossing.rows, crossing.columns),
        (*_kept(crossing.rows, printed_rows), *_kept(crossing.columns, printed)),
        naming,
    )


def _whole(left_out: Collection[Place], line: int, across: Iterable[int]) -> bool:
    return all((line, other) in left_out for other in across)


def _kept(side: Side, lines: Collection[int]) -> Iterator[tuple[Side, Category]]:
    return ((side, one) for number, one in enumerate(side.categories) if number in lines)


def _part(sides: Iterable[Side], printed: Iterable[tuple[Side, Category]], naming: Naming) -> Part:
    """Places are known of everybody, answers of whoever is named on them."""
    marks = [_known(side, one, naming) for side, one in printed]
    facts = [
        (key, one.agencies) for side in sides for key in side.questions for one in side.categories
    ]
    questions = list(dict.fromkeys(key for key, _ in facts))
    for key in questions:
        if (before := _before(naming, key)) is not None:
            parent, put, others = before
            marks.append(put - naming.unsaid(parent))
            facts += [(parent, put), (parent, others)]
            questions += [parent] if parent not in questions else []
    return Part(frozenset(questions), tuple(marks), tuple(facts))


def _known(side: Side, one: Category, naming: Naming) -> Agencies:
    """Those that are known to be in a category: to be there, or to have answered so."""
    if isinstance(one.rule, Coded) and one.rule.question == ANYWHERE:
        return one.agencies & naming.said(one.rule.theme)
    return one.agencies.difference(*(naming.unsaid(key) for key in side.questions))


def _before(naming: Naming, key: str) -> tuple[str, Agencies, Agencies] | None:
    """The question on which it depends whether this one is put: to whom it was, and was not.

    Who answers the one tells what it answered to the other.
    """
    when, put = naming.material.questionnaire.by_key[key].show_if, naming.put(key)
    if when is None or put is None:
        return None
    said = frozenset(one.agency for one in naming.material.replies if one.values.get(when.question))
    return when.question, put, said - put


def _telling(places: Side, others: Side, naming: Naming) -> frozenset[int] | None:
    """The levels or regions that would tell too much of those who are not named.

    Others go with them until those left out together tell nothing: the total gives them back.
    None where the lines are answers, and these tell too much.
    """
    crowds = Crowds(naming.unsaid)

    def keeps(lines: Collection[int]) -> bool:
        return crowds.keep(_part((places, others), _kept(places, lines), naming))

    every = set(range(len(places.categories)))
    if places.questions:
        return frozenset() if not others.questions or keeps(every) else None
    if not others.questions:
        return frozenset()
    asked = _part((others,), (), naming).questions
    unsaid = frozenset[str]().union(*(naming.unsaid(key) for key in asked))
    marked = [number for number in every if places.categories[number].agencies & unsaid]
    alone = {number: keeps({number}) for number in marked}
    gone = {number for number in marked if not alone[number]}
    for number in sorted(set(marked) - gone):
        if keeps(every - gone):
            break
        gone.add(number)
    return frozenset(gone)
