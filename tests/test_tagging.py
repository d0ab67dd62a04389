"""A list item's words are in its body, whatever the page put into it."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from consult.printing import pdf_of
from consult.tagging import is_reference, number_of

DATED = datetime(2026, 3, 1, tzinfo=UTC)
ITEMS = {
    "a paragraph": "<li><p>One</p>",
    "two paragraphs": "<li><p>One</p><p>Two</p>",
    "words and a paragraph": "<li>One<p>Two</p>",
    "a list": "<li>One<ul><li><p>Two</p></ul>",
    "no mark": "<li style='list-style: none'><p>One</p>",
}


def roles(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(element.get("/S")), str(kid.S)
            yield from roles(kid)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_list_item_holds_its_label_and_its_body_alone(item):
    made = pdf_of(f"<html lang=en><title>T</title><body><ul>{item}</ul>", css="", dated=DATED)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        inside = {kid for parent, kid in roles(pdf.Root.StructTreeRoot) if parent == "/LI"}
    assert inside - {"/Lbl"} == {"/LBody"}


def test_a_reference_is_told_from_a_mark():
    assert [is_reference(one) for one in (b"12 0 R", "12 0 R", 3, b"/LI")] == [
        True,
        True,
        False,
        False,
    ]
    assert number_of(b"12 0 R") == 12
