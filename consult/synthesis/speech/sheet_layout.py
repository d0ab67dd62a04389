"""The speaking sheet as a page: for paper, where it fits one page, and for a phone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from consult.charts.lettering import shortened
from consult.synthesis import typography
from consult.synthesis.paper import copydesk, faces, layout
from consult.synthesis.snapshot import Snapshot, fingerprint, to_json
from consult.synthesis.speech import speaker, speaking
from consult.synthesis.speech.speaking import Place, Room

_POINTS = re.compile(r"\b(\d*\.?\d+)pt\b")
Pages = Mapping[int, int]
"""On which page of the note each statement is, where the note was printed."""
WIDE = 490.0
"""The width of the title, in points: at most three lines."""


class Sheet:
    """One snapshot, ready to be set in as much room as there is."""

    def __init__(self, note: Snapshot, pages: Pages, *, screen: bool = False) -> None:
        self.mark = fingerprint(note)
        self.wardrobe = faces.wardrobe(typography.neutral(to_json(note)))
        quiet = layout.each_text(note, typography.neutral)
        if self.wardrobe.missing and not screen:
            missing = self.wardrobe.missing
            quiet = layout.each_text(quiet, lambda text: typography.spelled(text, missing))
        self.note, self.pages, self.screen = quiet, pages, screen
        self.desk = copydesk.Copydesk(quiet, self.mark)
        self.whole = speaker.sheet_of(quiet)
        self.names = speaker.names_of(quiet)

    def html(self, room: Room) -> str:
        """The page with what the room holds."""
        template = layout.environment().get_template("sheet.html")
        sheet = speaking.cut(self.whole, room, self.names)
        title = " ".join(shortened(self.note.title, WIDE, 20.0, most=3))
        return template.render(
            note=self.note,
            desk=self.desk,
            sheet=sheet,
            title=self.note.title if self.screen else title,
            screen=self.screen,
            at=self._at,
            warning=copydesk.warning(self.note, self.desk.words),
            **layout.phrases(self.desk.words),
        )

    def css(self, scale: float) -> str:
        """The style of the page: our fonts, those the text needs besides, and the watermark."""
        sans = f'"{faces.SANS}"{self.wardrobe.families}'
        ours = layout.style("sheet.css").replace(f'"{faces.SANS}"', sans)
        ours = ours.replace(f'"{faces.SERIF}"', f'"{faces.SERIF}", {sans}')
        ours = _POINTS.sub(lambda size: f"{float(size[1]) * scale:.2f}pt", ours)
        parts = [faces.rules(self.wardrobe.faces), ours]
        if self.desk.provisional:
            parts.append("@page{background:url(note:watermark.svg) no-repeat center}")
        return "\n".join(parts)

    def _at(self, place: Place) -> Markup:
        """« chap. 4, p. 12, n° 55 »: where the note says it."""
        _ = layout.phrases(self.desk.words)["_"]
        told: list[Markup] = []
        if place.chapter:
            told.append(_("ch. %(number)s", number=place.chapter))
        if page := self.pages.get(place.point):
            told.append(_("p. %(number)s", number=page))
        if place.point:
            told.append(_("no. %(number)s", number=place.point))
        return Markup(", ").join(told)


def screen(note: Snapshot, pages: Pages) -> str:
    """The sheet for a phone, with everything: a screen has room for it."""
    html = Sheet(note, pages, screen=True).html(Room())
    return html.replace("/*STYLE*/", layout.style("sheet-screen.css"), 1)
