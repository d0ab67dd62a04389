"""Our own markup is read faster, not otherwise."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
import tinyhtml5

from consult.synthesis.paper import layout, markup
from consult.synthesis.paper.fetcher import DenyAllFetcher
from tests.synthesis import samples

XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"


def plain(element):
    """What counts of an element; the white space around the body does not."""
    attributes = {name: value for name, value in element.attrib.items() if name != XMLNS}
    around = element.tag in ("html", "body", "main")
    return (
        element.tag,
        attributes,
        "" if element.tag == "html" else element.text or "",
        "" if around else element.tail or "",
        [plain(child) for child in element],
    )


@pytest.mark.parametrize("sample", ["rich", "bare", "extreme"])
def test_the_tree_is_the_one_of_an_html_parser(sample):
    html = layout.page(getattr(samples, sample)()).html

    assert plain(markup.tree(html)) == plain(tinyhtml5.parse(html, namespace_html_elements=False))


def test_what_is_no_xml_is_read_as_html():
    read = markup.read("<!DOCTYPE html><p>a<p>b &eacute;", DenyAllFetcher({}))

    assert [element.text for element in read.etree_element.iter("p")] == ["a", "b é"]


def test_a_text_never_becomes_an_element():
    html = layout.page(samples.extreme()).html

    assert [each for each in markup.tree(html).iter() if each.tag == "script"] == []
    with pytest.raises(ET.ParseError):
        markup.tree("<p><br")
