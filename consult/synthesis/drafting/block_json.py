"""Blocks to JSON and back. What a browser sends is read strictly: nothing is guessed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

from consult.errors import Invalid
from consult.synthesis.drafting.blocks import (
    Annex,
    Block,
    BlockKind,
    Cut,
    Described,
    Exhibited,
    FigureChip,
    FigureForm,
    Inline,
    Line,
    Picture,
    Place,
    QuoteChip,
    Shown,
    SourceChip,
    Words,
)
from consult.synthesis.pictures.sizing import Breadth

LONGEST_TEXT = 20_000
LONGEST_TITLE = 400
LONGEST_ALTERNATIVE = 2_000
MOST_PIECES = 2_000
MEDIA_TYPES = ("image/png", "image/jpeg")
"""What the picture of a note can be."""
DIGEST = re.compile("[0-9a-f]{64}")
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""Half an emoji, cut by a field that is full, cannot be shown on any page."""

Kind = TypeVar("Kind", bound=Enum)


class BadBlock(Invalid):
    """What was sent is no block; `args[0]` names the field at fault."""


def told(block: Block) -> dict[str, Any]:
    """The content of a block as JSON: everything but its id and kind, empty fields left out."""
    found = dataclasses.asdict(block)
    content = [_inline(one) for one in block.content]
    kept = {
        name: value
        for name, value in (found | {"content": content}).items()
        if name not in ("id", "kind", "on") and value not in (None, "", (), [], False)
    }
    return kept if block.on else kept | {"on": False}


def _inline(piece: Inline) -> dict[str, Any]:
    """As the editor holds it: {"text"…}, {"figure"…}, {"quote"…} or {"source"…}."""
    match piece:
        case Words(text, strong, emphasis):
            marks = [*(["strong"] if strong else []), *(["emphasis"] if emphasis else [])]
            return {"text": text} | ({"marks": marks} if marks else {})
        case FigureChip(rule, form):
            return {"figure": rule, "form": form.value}
        case QuoteChip(place, cuts):
            made: dict[str, Any] = {"quote": dataclasses.asdict(place)}
            return made | ({"cuts": [dataclasses.asdict(cut) for cut in cuts]} if cuts else {})
        case SourceChip(places):
            return {"source": [dataclasses.asdict(place) for place in places]}


def heard(id: str, kind: BlockKind, content: object) -> Block:  # noqa: A002  # the field's name
    """The block whose `told` is `content`. Raises `BadBlock`."""
    data = _mapping(content, "content")
    return Block(
        id=id,
        kind=kind,
        title=_text(data, "title", LONGEST_TITLE),
        content=tuple(_piece(one) for one in _list(data, "content")),
        place=placed(data["place"]) if data.get("place") else None,
        cuts=_cuts(data),
        rule=_text(data, "rule", LONGEST_TITLE * 5),
        exhibited=_exhibited(data["exhibited"]) if data.get("exhibited") else None,
        described=_described(data["described"]) if data.get("described") else None,
        annex=_one_of(Annex, data["annex"], "annex") if data.get("annex") else None,
        picture=pictured(data["picture"]) if data.get("picture") else None,
        alternative=_text(data, "alternative", LONGEST_ALTERNATIVE),
        credit=_text(data, "credit", LONGEST_TITLE),
        breadth=_one_of(Breadth, data["breadth"], "breadth") if data.get("breadth") else None,
        on=_flag(data, "on", otherwise=True),
        justification=_text(data, "justification", LONGEST_TEXT),
        proposed=_flag(data, "proposed", otherwise=False),
    )


def _piece(piece: object) -> Inline:
    data = _mapping(piece, "content")
    if "figure" in data:
        form = _one_of(FigureForm, data.get("form", FigureForm.OF), "form")
        return FigureChip(_text(data, "figure", LONGEST_TITLE * 5), form)
    if "quote" in data:
        return QuoteChip(placed(data["quote"]), _cuts(data))
    if "source" in data:
        return SourceChip(tuple(placed(one) for one in _list(data, "source")))
    marks = _list(data, "marks")
    return Words(_text(data, "text", LONGEST_TEXT), "strong" in marks, "emphasis" in marks)


def placed(value: object) -> Place:
    """The place that JSON tells. Raises `BadBlock`."""
    data = _mapping(value, "place")
    item, field = data.get("item"), data.get("field")
    place = Place(
        agency=_text(data, "agency", LONGEST_TITLE),
        version=_number(data, "version"),
        question=_text(data, "question", LONGEST_TITLE),
        start=_number(data, "start"),
        end=_number(data, "end"),
        text=_text(data, "text", LONGEST_TEXT),
        item=None if item is None else _number(data, "item"),
        field=None if field is None else _text(data, "field", LONGEST_TITLE),
    )
    if place.end <= place.start or (item is None) != (field is None):
        raise BadBlock("place")
    return place


def _cuts(data: Mapping[str, Any]) -> tuple[Cut, ...]:
    found = (_mapping(one, "cuts") for one in _list(data, "cuts"))
    cuts = tuple(
        Cut(_number(one, "start"), _number(one, "end"), _text(one, "instead", LONGEST_TITLE))
        for one in found
    )
    ends = [0, *(cut.end for cut in cuts)]
    if any(
        cut.start < before or cut.end < cut.start for before, cut in zip(ends, cuts, strict=False)
    ):
        raise BadBlock("cuts")
    return cuts


def _exhibited(value: object) -> Exhibited:
    data = _mapping(value, "exhibited")
    lines = (_mapping(one, "lines") for one in _list(data, "lines"))
    return Exhibited(
        _one_of(Shown, data.get("of"), "exhibited"),
        _text(data, "question", LONGEST_TITLE),
        tuple(
            Line(_text(one, "label", LONGEST_TITLE), _text(one, "rule", LONGEST_TITLE * 5))
            for one in lines
        ),
    )


def _described(value: object) -> Described:
    data = _mapping(value, "described")
    return Described(
        _text(data, "agency", LONGEST_TITLE),
        _number(data, "version"),
        _text(data, "question", LONGEST_TITLE),
        _number(data, "item"),
        _text(data, "text", LONGEST_TEXT * 2),
    )


def pictured(value: object) -> Picture:
    """The picture that JSON tells. Raises `BadBlock`."""
    data = _mapping(value, "picture")
    picture = Picture(
        _text(data, "digest", LONGEST_TITLE),
        _text(data, "media_type", LONGEST_TITLE),
        _number(data, "width"),
        _number(data, "height"),
        _number(data, "size_bytes"),
        _text(data, "name", LONGEST_TITLE),
    )
    sizes = (picture.width, picture.height, picture.size_bytes)
    known = DIGEST.fullmatch(picture.digest) and picture.media_type in MEDIA_TYPES
    if not known or not all(sizes):
        raise BadBlock("picture")
    return picture


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadBlock(name)
    return value


def _list(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = data.get(name) or []
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_PIECES:
        raise BadBlock(name)
    return value


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str) or len(value) > longest or UNWRITABLE.search(value):
        raise BadBlock(name)
    return value


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise BadBlock(name)
    return value


def _flag(data: Mapping[str, Any], name: str, *, otherwise: bool) -> bool:
    value = data.get(name, otherwise)
    if not isinstance(value, bool):
        raise BadBlock(name)
    return value


def _one_of(kind: Callable[[Any], Kind], value: object, name: str) -> Kind:
    try:
        return kind(value)
    except ValueError as error:
        raise BadBlock(name) from error
