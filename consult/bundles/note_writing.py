"""The figures that are kept and the blocks of the manuscript, as `note.yaml` tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from consult.bundles.format import EARLIER, NOTE_SCHEMA, Bundle, KeptLine
from consult.calls.written.tree import CONTROL
from consult.synthesis.drafting.block_json import told
from consult.synthesis.drafting.blocks import Block, Picture

PICTURES = "pictures"
"""The folder of the pictures of the note."""


def note_sheet(bundle: Bundle) -> dict[str, Any]:
    """What the file holds."""
    figures = [_figure(one) for one in bundle.kept]
    blocks = [_block(one) for one in bundle.blocks]
    lists = {"figures": figures, "blocks": blocks}
    return {"schema": NOTE_SCHEMA, **{name: one for name, one in lists.items() if one}}


def _figure(one: KeptLine) -> dict[str, Any]:
    counted = {"label": one.label, "rule": one.rule, "value": one.value}
    return counted if one.base is None else {**counted, "base": one.base}


def _block(block: Block) -> dict[str, Any]:
    content = told(block)
    if block.picture is not None:
        content["picture"] = {"path": place_of(block.picture), "name": block.picture.name}
    return {"key": block.id, "kind": block.kind.value, **_plain(content)}


def place_of(picture: Picture) -> str:
    """Where the file of a picture lies in a bundle; the name somebody gave it is no path."""
    ending = {"image/png": "png", "image/jpeg": "jpg"}[picture.media_type]
    return f"{PICTURES}/{picture.digest[:20]}.{ending}"


def _plain(value: Any) -> Any:
    """The value as YAML can hold it; wherever there is a version, whether the bundle tells it."""
    if isinstance(value, str):
        return CONTROL.sub("", str(value))
    if isinstance(value, Mapping):
        if "version" in value:
            value = _placed(value)
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Sequence) else value


def _placed(place: Mapping[str, Any]) -> dict[str, Any]:
    """Without what follows from the rest: the end, and the version that the bundle tells."""
    left = {
        name: one
        for name, one in place.items()
        if name not in ("version", "end") and one not in (None, "")
    }
    return left | ({"earlier": True} if place["version"] == EARLIER else {})
