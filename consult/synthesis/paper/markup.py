"""The HTML of a note read as the XML it also is: twenty times faster, to the same tree."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import cssselect2  # type: ignore[import-untyped]  # comes with WeasyPrint, has no types
from weasyprint import HTML

BASE = "note:"
_VOID = re.compile(r"<((?:meta|br|hr|img|col|wbr|link)\b[^>]*?)/?>")
_DOCTYPE = "<!DOCTYPE html>"
# The only name that the templates give to a sign.
_NAMED = '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>'


def read(text: str, fetcher: Any) -> HTML:
    """The document, ready to be laid out; what is no XML after all is read as HTML."""
    try:
        root = tree(text)
    except ET.ParseError:
        return HTML(string=text, base_url=BASE, url_fetcher=fetcher)
    return Read(root, fetcher)


def tree(text: str) -> ET.Element:
    """The elements of our own template. Raises `ET.ParseError`."""
    text = _VOID.sub(r"<\1/>", text).replace(_DOCTYPE, _NAMED, 1)
    return ET.fromstring(text)  # noqa: S314  # our template; answers in it are escaped


class Read(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """As `HTML`, of a tree that is already there."""

    def __init__(self, root: ET.Element, fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = BASE, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
