"""Repairs that every tagged PDF of ours needs before WeasyPrint writes it.

They work on the objects of pydyf, inside a `finisher`; the version of WeasyPrint is pinned.
"""

from __future__ import annotations

from typing import Any

import pydyf

Element = Any


def number_of(reference: Any) -> int:
    """The number of the object that a reference names."""
    return int(reference.split()[0])


def is_reference(thing: Any) -> bool:
    """Whether something in an array of kids names another object."""
    return isinstance(thing, bytes | str) and thing[-1:] in (b"R", "R")


def gather_list_items(pdf: Any) -> None:
    """Put what a list item holds beside its label into its body (ISO 32000-1, 14.8.4.3.3)."""
    for thing in list(pdf.objects):
        if isinstance(thing, pydyf.Dictionary) and thing.get("S") == "/LI":
            _gather(pdf, thing)


def _gather(pdf: Any, item: Element) -> None:
    kept: list[Any] = []
    loose: list[Any] = []
    body = None
    for kid in item["K"]:
        role = _role(pdf, kid)
        if role == "/LBody" and body is None:
            body = pdf.objects[number_of(kid)]
        (kept if role in ("/Lbl", "/LBody") else loose).append(kid)
    if not loose:
        return
    if body is None:
        body = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/LBody",
                "K": pydyf.Array(),
                "Pg": item["Pg"],
                "P": item.reference,
            }
        )
        pdf.add_object(body)
        kept.append(body.reference)
    for kid in loose:
        if is_reference(kid):
            pdf.objects[number_of(kid)]["P"] = body.reference
        body["K"].append(kid)
    item["K"] = pydyf.Array(kept)


def _role(pdf: Any, kid: Any) -> str | None:
    return pdf.objects[number_of(kid)].get("S") if is_reference(kid) else None
