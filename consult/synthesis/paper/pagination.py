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
from weasyprint.layout.page import (
    make_all_pages,
    make_margin_boxes,
    remake_page,
    set_page_type_computed_styles,
)
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration

from consult.synthesis.paper import folios
from consult.synthesis.paper.glyphs import Fonts
from consult.synthesis.paper.reprinting import Change, Kept, Start


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

    def __init__(
        self,
        html: HTML,
        sheets: list[CSS],
        fonts: FontConfiguration,
        before: Draft | None = None,
    ) -> None:
        """`before` is the same part as printed last with these sheets and fonts.

        Its pages that still stand are taken from it, which is then of no use any more.
        """
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
        self._starts: list[Start] = []
        self._clean: list[bool] = []
        self.laid_out = 0
        """How many pages were not taken from the last printing."""
        self._pages = self._laid_out(before._kept(html) if before else None)  # noqa: SLF001  # its like
        self._bare = [page.children for page in self._pages]

    def _foreign(self) -> frozenset[str]:
        """The anchors of the other part, announced before anything asks where they are."""
        links = {element.get("href", "") for element in self._html.etree_element.iter("a")}
        elsewhere = {link[1:] for link in links if link.startswith("#")} - self._named.keys()
        for name in elsewhere:
            item = TargetLookupItem("up-to-date")
            item.target_box = SimpleNamespace(cached_counter_values={})
            self._targets.target_lookup_items[name] = item
        return frozenset(elsewhere)

    def _kept(self, html: HTML) -> Kept | None:
        """The pages, for the next printing; None if they print the number of others."""
        if self._targets.counter_lookup_items:
            return None
        for page, bare in zip(self._pages, self._bare, strict=True):
            page.children = bare
        change = Change(self._html.etree_element, html.etree_element)
        return Kept(change, self._root, self._pages, self._starts, self._clean)

    def _laid_out(self, kept: Kept | None) -> list[Any]:
        """Every page, as `make_all_pages` makes them; those that still stand are kept."""
        context, pages = self._context, list[Any]()
        context.rendered_notes = []
        while not pages or context.page_maker[len(pages)][0] or context.reported_footnotes:
            self._begin(len(pages))
            found = None
            if kept and self._clean[-1]:
                found = kept.page(len(pages), self._starts[-1], self._root)
            pages.append(self._standing(len(pages), *found) if found else self._next(len(pages)))
        self._begin(len(pages))
        context.broken_out_of_flow.clear()
        return pages

    def _begin(self, index: int) -> None:
        """Write down how a page begins: where, and whether the one before left it nothing."""
        context = self._context
        self._starts.append(copy.deepcopy(context.page_maker[index][:4]))
        self._clean.append(not (context.reported_footnotes or context.broken_out_of_flow))

    def _next(self, index: int) -> Any:
        self.laid_out += 1
        self._context.page_maker[index][-1].update(_unseen())
        page, _ = remake_page(index, self._context, self._root, self._html)
        page.bottom = self._context.page_bottom
        return page

    def _standing(self, index: int, page: Any, start: Start) -> Any:
        """A page of the last printing, and what laying it out would have left in the context."""
        maker, styles = self._context.page_maker, self._context.style_for
        self._context.page_bottom = page.bottom
        set_page_type_computed_styles(page.page_type, self._html, styles)
        if index == 0:
            area = page.width, page.height
            styles.initial_page_sizes.update(box=page.style["size"], area=area)
        maker.append((*copy.deepcopy(start), _unseen()))
        told = maker[index][-1]
        told.update(_unseen())
        for box in page.descendants(placeholders=True):
            anchor = box.style["anchor"]
            item = self._targets.target_lookup_items.get(anchor) if anchor else None
            if item is not None and item.page_maker_index is None:
                told["anchors"].append(anchor)
                self._targets.cache_target_page_counters(anchor, start[3][1], index, maker)
        return page

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
        before = len(self._pages)
        self._pages = list(make_all_pages(self._context, self._root, self._html, self._pages))
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


def _unseen() -> dict[str, Any]:
    """What WeasyPrint notes of a page while it makes it, before it does."""
    return {
        "content_changed": False,
        "pages_wanted": False,
        "anchors": [],
        "content_lookups": [],
    }
