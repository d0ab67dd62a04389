"""From HTML to pages in two steps: made, then numbered.

WeasyPrint does both at once. Here a part of a note is first cut into pages; then, when the
parts have told each other how many pages they have and where their anchors are, it is numbered
as if there were one document. It leans on WeasyPrint 70, whose `layout_document` it follows.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from weasyprint import CSS, DEFAULT_OPTIONS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetLookupItem
from weasyprint.document import Document, Page
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import initialize_page_maker
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_all_pages, make_margin_boxes
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis.paper import folios
from consult.synthesis.paper.glyphs import Fonts


@dataclass(frozen=True, slots=True)
class Count:
    """What one part tells the others: how many pages it has, on which its anchors are."""

    pages: int
    anchors: Mapping[str, int]
    titles: Mapping[str, str]
    """What its anchors are called, for the links that lead to them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands in the whole."""

    before: int
    """How many pages come before its first."""
    pages: int
    """How many there are in all."""
    anchors: Mapping[str, int]
    """The numbers of the pages on which the anchors of the other parts are."""
    titles: Mapping[str, str]


def places(counts: Sequence[Count]) -> list[Place]:
    """Where each part stands, one after the other."""
    starts = [0, *accumulate(count.pages for count in counts)]
    found = []
    for own in range(len(counts)):
        anchors: dict[str, int] = {}
        titles: dict[str, str] = {}
        for rank, count in enumerate(counts):
            if rank != own:
                anchors |= {name: starts[rank] + at + 1 for name, at in count.anchors.items()}
                titles |= count.titles
        found.append(Place(starts[own], starts[-1], anchors, titles))
    return found


class Draft:
    """One part of a note, cut into pages that have no number yet."""

    def __init__(self, html: HTML, sheets: list[CSS], fonts: FontConfiguration) -> None:
        self._html, self._fonts = html, fonts
        self._named = {
            element.get("id"): element.get("data-title", "")
            for element in html.etree_element.iter()
            if element.get("id")
        }
        options = {**DEFAULT_OPTIONS, "stylesheets": sheets}
        styles = CounterStyle()
        self._context = Document._build_layout_context(html, fonts, styles, {}, options)  # noqa: SLF001  # the steps of `render`
        self._targets = self._context.target_collector
        self._elsewhere = self._foreign()
        self._root = build_formatting_structure(
            html.etree_element,
            self._context.style_for,
            self._context.get_image_from_uri,
            html.base_url,
            self._targets,
            styles,
            self._context.footnotes,
        )
        initialize_page_maker(self._context, self._root)
        self._pages = self._made([])

    def _foreign(self) -> frozenset[str]:
        """The anchors of the other part, announced before anything asks where they are."""
        links = {element.get("href", "") for element in self._html.etree_element.iter("a")}
        elsewhere = {link[1:] for link in links if link.startswith("#")} - self._named.keys()
        for name in elsewhere:
            item = TargetLookupItem("up-to-date")
            item.target_box = SimpleNamespace(cached_counter_values={})
            self._targets.target_lookup_items[name] = item
        return frozenset(elsewhere)

    def _made(self, pages: list[Any]) -> list[Any]:
        """Every page, or those that changed and the `pages` that did not."""
        return list(make_all_pages(self._context, self._root, self._html, pages))

    @property
    def count(self) -> Count:
        """What the other part needs to know."""
        items = self._targets.target_lookup_items
        places = {name: items[name].page_maker_index for name in self._named if name in items}
        found = {name: place for name, place in places.items() if place is not None}
        return Count(len(self._pages), found, {one: self._named[one] for one in found})

    def numbered(self, place: Place) -> Document:
        """The document, whose pages stand there.

        Raises `RuntimeError` if the numbers push a line to another page: the other parts have
        already been told how many pages there are.
        """
        count = self.count
        for *_, (_, counters, scopes, _), _ in self._context.page_maker:
            if "page" not in counters:
                counters["page"] = [0]
                scopes[0].add("page")
            counters["page"][-1] += place.before
            counters["pages"] = [place.pages]
        own = {name: place.before + at + 1 for name, at in count.anchors.items()}
        self._point(own)
        self._point(place.anchors)
        self._print_again()
        return self._document(place.anchors.keys())

    def unnumbered(self, anchors: Mapping[str, int] | None = None) -> Document:
        """The document, whose pages leave room for numbers that are not known yet.

        `anchors` of other parts are on these pages, where that is known.
        """
        if anchors is not None:
            self._point(anchors)
            self._print_again()
        elif self._targets.counter_lookup_items:
            raise RuntimeError("What tells the numbers of pages is printed after them.")
        # Last of all: a page that is made again counts the one after it.
        for *_, (_, counters, scopes, _), _ in self._context.page_maker:
            scopes[0].add("page")
            counters.update(page=[folios.PAGE], pages=[folios.PAGES])
        return self._document(self._elsewhere)

    def _point(self, places: Mapping[str, int]) -> None:
        """Tell what points to these anchors on which pages they are."""
        for name, number in places.items():
            item = self._targets.target_lookup_items.get(name)
            if item is not None:
                item.cached_page_counter_values = {"page": [number]}

    def _print_again(self) -> None:
        """Make again the pages that print the number of another."""
        maker = self._context.page_maker
        for item in self._targets.counter_lookup_items.values():
            place = item.page_maker_index
            if place is not None:
                values = maker[place + 1][3][1]
                item.parse_again(values)
                item.cached_page_counter_values = copy.deepcopy(values)
                maker[place][-1]["content_changed"] = True
        before, self._pages = len(self._pages), self._made(self._pages)
        if len(self._pages) != before:
            raise RuntimeError("The numbers of the pages changed how many there are.")

    def _document(self, others: Set[str]) -> Document:
        metadata = DocumentMetadata(**get_html_metadata(self._html))
        pages = [Page(box) for box in self._with_margins()]
        elsewhere = self._elsewhere & others
        # Links to the other part are kept because an anchor of that name seems to be here; its
        # true place replaces it when the parts are bound together.
        pages[0].anchors.update(dict.fromkeys(elsewhere, (0, 0, 0, 0)))
        fetcher = self._html.url_fetcher
        document = Document(pages, metadata, fetcher, self._fonts, {}, None)
        document.fonts = Fonts()
        return document

    def _with_margins(self) -> Iterator[Any]:
        """The pages with their running heads and feet, and each heading in the outline once."""
        seen: set[Any] = set()
        for number, page in enumerate(self._pages, 1):
            for box in page.descendants():
                if box.bookmark_label:
                    box.bookmark_label = "" if box.element in seen else box.bookmark_label
                    seen.add(box.element)
                if box.string_set and box.string_set != "none":
                    for name, text in box.string_set:
                        self._context.string_set[name][number].append(text)
        for number, page in enumerate(self._pages, 1):
            self._context.current_page = number
            root, footnotes, notes = page.children
            kept = [root, *(area for area in (footnotes, notes) if area.children)]
            state = self._context.page_maker[number][3]
            page.children = (*kept, *make_margin_boxes(self._context, page, state))
            layout_backgrounds(page, self._context.get_image_from_uri)
            yield page
