"""What a question offers or accepts, read from YAML: options, scales, kinds of file, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consult.calls.questionnaire import OTHER, Option
from consult.calls.shapes import EXTENSION, MAX_MB, MAX_SCALE
from consult.calls.written.cursor import Cursor
from consult.calls.written.entries import line, said


def bounds(cursor: Cursor, settings: Mapping[str, Any]) -> None:
    """Note a smallest above its largest, and an option that « other » would hide."""
    least, most = settings.get("min"), settings.get("max")
    if least is not None and most is not None and least > most:
        cursor.problem("bounds_crossed", at="min", least=least, most=most)
    offered = settings.get("options", ())
    if settings.get("other") and any(option.key == OTHER for option in offered):
        cursor.problem("other_twice", at="options")


def options(cursor: Cursor) -> tuple[Option, ...]:
    """Options are `{key, label}`, or bare words that stand for both."""
    read: dict[str, Option] = {}
    for one in cursor.items():
        if one.is_scalar:
            label = one.line_of_text()
            option = Option(label, label)
            if not label:
                one.problem("key_missing", key="label")
        else:
            given = one.mapping(("key", "label", "retired"))
            option = Option(
                line(one, given, "key", needed=True),
                line(one, given, "label", needed=True),
                said(given, "retired") and given["retired"].flag(),
            )
        if option.key in read:
            one.problem("repeated_option", key=option.key)
        elif option.key:
            read[option.key] = option
    if cursor.node.value == []:
        cursor.problem("nothing_offered")
    return tuple(read.values())


def scale(cursor: Cursor) -> tuple[Option, ...]:
    """A scale is a list of points, or a number of points: `5` stands for 1 to 5."""
    if isinstance(cursor.node.value, int):
        most = cursor.whole(least=2, most=MAX_SCALE) or 0
        return tuple(Option(str(point), str(point)) for point in range(1, most + 1))
    return options(cursor)


def accept(cursor: Cursor) -> tuple[str, ...]:
    """The kinds of file taken, by their extensions without the dot."""
    read: dict[str, None] = {}
    for one in cursor.items():
        extension = one.line_of_text().lower().removeprefix(".")
        if extension and not EXTENSION.fullmatch(extension):
            one.problem("not_an_extension", value=extension[:40])
        read[extension] = None
    return tuple(extension for extension in read if extension)


def max_mb(cursor: Cursor) -> float | None:
    """The largest file taken."""
    number = cursor.number()
    if number is not None and not 0 < number <= MAX_MB:
        cursor.problem("not_between", least=0, most=MAX_MB)
        return None
    return number
