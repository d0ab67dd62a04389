"""Reading a REFI-QDA project, or a code book alone, from whatever tool wrote it; none is trusted.

Codes become themes and selections of plain texts become passages. A source is one of our
answers when it has the same guid or says exactly the same; otherwise each of its passages is
looked for in every answer. Documents that are no plain text are told, and left aside.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.analysis.code_book.tree import DEEPEST
from consult.analysis.exchange.held import Field, Held
from consult.analysis.exchange.qdpx import (
    CODEBOOK,
    MEMBER,
    PROJECT,
    SOURCES,
    STANCE_SIGNS,
    colour_of,
    guid,
)
from consult.analysis.exchange.qdpx_texts import Source, files_in, positions, source_of
from consult.analysis.exchange.said import (
    LONGEST_NAME,
    MOST_CODINGS,
    MOST_TEXT,
    MOST_THEMES,
    Note,
    SaidCoding,
    SaidTheme,
    Sheet,
    Told,
)
from consult.analysis.material import Stance
from consult.calls.written.archives import MAX_TOTAL_MB, MEGABYTE, Archive
from consult.calls.written.tree import Unreadable

MOST_MB = 32
MOST_CODES = 4 * MOST_THEMES  # three stances under each
CLAIM = re.compile(r"(?:\A|\n\n)Affirmation : (.+)\Z")
OTHERS = ("PDFSource", "PictureSource", "AudioSource", "VideoSource")


def read(data: bytes, *, name: str, held: Held) -> Sheet:
    """What a .qdpx archive or a .qdc file says; raises `Unreadable` and nothing else."""
    if data[:2] != b"PK":
        root = _parsed(data)
        return _Reader(root, None, name, held).sheet()
    archive = Archive(io.BytesIO(data))
    member = next((one for one in archive.entries if one.split("/")[-1].endswith(".qde")), MEMBER)
    return _Reader(_parsed(archive.read(member, most_mb=MOST_MB)), archive, name, held).sheet()


def _parsed(data: bytes) -> Any:
    """The root of the XML, without entities, and nothing fetched."""
    from lxml import etree  # noqa: PLC0415 - slow to load, and few processes need it

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise Unreadable("not_xml", line=line, detail=str(error).splitlines()[0][:200]) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("xml_doctype")
    space = etree.QName(root).namespace
    for one in root.iter(etree.Element):
        # Drafts of the standard have other numbers; the names are the same.
        one.tag = etree.QName(one).localname
    known = (PROJECT.rpartition(":")[0], CODEBOOK.rpartition(":")[0])
    if root.tag not in ("Project", "CodeBook") or not str(space or "").startswith(known):
        raise Unreadable("not_refi")
    return root


@dataclass
class _Reader:
    root: Any
    archive: Archive | None
    name: str
    held: Held
    themes: dict[str, SaidTheme] = field(default_factory=dict)
    meant: dict[str, tuple[str, Stance | None]] = field(default_factory=dict)
    notes: list[Told] = field(default_factory=list)

    def sheet(self) -> Sheet:
        codes = self.root.find("Codes" if self.root.tag == "CodeBook" else "CodeBook/Codes")
        self.codes(codes)
        codings = list(self.codings())
        others = sum(len(self.root.findall(f"Sources/{kind}")) for kind in OTHERS)
        if others:
            self.notes.append(Told(Note.OTHER_SOURCES, {"count": others}))
        nobody = guid("", "user", "")
        users = [one for one in self.root.findall("Users/User") if one.get("guid") != nobody]
        coders = ", ".join(filter(None, (one.get("name") for one in users)))
        if codings and coders:
            self.notes.append(Told(Note.CODERS, {"names": coders[:300]}))
        return Sheet(self.name, tuple(self.themes.values()), tuple(codings), tuple(self.notes))

    # Codes.

    def codes(self, codes: Any) -> None:
        """Walks with a stack of its own: what nests deep cannot crash it."""
        slug = self.held.call.slug
        known = {
            guid(slug, "theme", *name, stance or ""): (name, stance)
            for name in self._names()
            for stance in (None, *Stance)
        }
        lists = {guid(slug, "question", key): key for key in self.held.questions}
        waiting = [(one, "", 0, "") for one in reversed(_under(codes))]
        while waiting:
            code, parent, depth, of = waiting.pop()
            number = (code.get("guid") or "").upper()
            if len(self.meant) >= MOST_CODES:
                raise Unreadable("too_many_themes", most=str(MOST_THEMES))
            if number in lists:
                below, deeper, of = "", 0, lists[number]
            else:
                below = self.code(code, (parent, depth, of), known.get(number))
                deeper = depth + 1
            waiting += [(one, below, deeper, of) for one in reversed(_under(code))]

    def code(
        self,
        code: Any,
        place: tuple[str, int, str],
        known: tuple[tuple[str, str], Stance | None] | None,
    ) -> str:
        """One code as a theme, or as a stance towards the one above; gives what is above below."""
        parent, depth, of = place
        number = (code.get("guid") or "").upper()
        name = " ".join((code.get("name") or "").split())[:LONGEST_NAME] or "?"
        stance = known[1] if known else self.stance(name, parent)
        if stance is not None and (parent or known):
            ref = parent or guid(self.held.call.slug, "theme", *known[0], "") if known else parent
            self.meant[number] = (ref, stance)
            if known:  # The code of its theme may be gone, or stand further on.
                self.themes.setdefault(ref, SaidTheme(ref, known[0][1], *known[0], named=False))
            return ref
        above = parent
        if depth >= DEEPEST:
            self.notes.append(Told(Note.FLATTENED, {"label": name}))
            above = ""
        self.meant[number] = (number, None)
        if known:
            theme = SaidTheme(number, name, *known[0], named=False)
        else:
            said = (code.findtext("Description") or "").strip()
            claim = CLAIM.search(said)
            theme = SaidTheme(
                *(number, name, of),
                claim=claim.group(1) if claim else None,
                description=(said[: claim.start()] if claim else said)[:2000] or None,
                colour=colour_of(code.get("color") or ""),
                parent=above or None,
            )
        self.themes[number] = theme
        return number if depth < DEEPEST else ""

    def stance(self, name: str, parent: str) -> Stance | None:
        """« Délais : pour » under « Délais » is a stance, from whichever project it comes."""
        if parent not in self.themes:
            return None
        above = self.themes[parent].label
        for stance, words in STANCE_SIGNS.items():
            if any(name.casefold() == f"{above} : {word}".casefold() for word in words):
                return stance
        return None

    def _names(self) -> Iterator[tuple[str, str]]:
        for theme in self.held.themes:
            yield (theme.question.key if theme.question else "", theme.key)

    # Passages.

    def codings(self) -> Iterator[SaidCoding]:
        answers: dict[str, list[Field]] = {}
        for place, text in self.held.texts.items():
            answers.setdefault(text.strip(), []).append(place)
        ours = {guid(self.held.call.slug, "source", *one): one for one in self.held.texts}
        count = size = unpacked = 0
        files = files_in(self.archive, SOURCES)
        for element in self.root.findall("Sources/TextSource"):
            selections = element.findall("PlainTextSelection")
            source = source_of(element, self.archive, files) if selections else None
            if source is None:
                if selections:
                    named = (element.get("name") or "?")[:LONGEST_NAME]
                    self.notes.append(Told(Note.UNMATCHED_SOURCE, {"label": named}))
                continue
            unpacked += len(source.raw)
            if unpacked > MAX_TOTAL_MB * MEGABYTE:
                raise Unreadable("zip_too_large", most=str(MAX_TOTAL_MB))
            where = self.answer(element, source, ours, answers)
            shift = _shift(self.held.texts[where], source.text) if where else 0
            for selection in selections:
                for said in self.selection(selection, source, where, shift):
                    count, size = count + 1, size + len(said.text)
                    if count > MOST_CODINGS or size > MOST_TEXT:
                        raise Unreadable("too_many_codings", most=str(MOST_CODINGS))
                    yield said

    def answer(
        self,
        element: Any,
        source: Source,
        ours: Mapping[str, Field],
        answers: Mapping[str, list[Field]],
    ) -> Field | None:
        """The answer that a source is; of several that say the same, the one it is named after."""
        known = ours.get((element.get("guid") or "").upper())
        if known and self.held.texts[known].strip() == source.text.strip():
            return known
        same = answers.get(source.text.strip(), [])
        named = (element.get("name") or "").casefold()
        told = [one for one in same if one.agency.casefold() in named]
        return next(iter(told or same), None) if len(told) == 1 or len(same) == 1 else None

    def selection(
        self, selection: Any, source: Source, where: Field | None, shift: int
    ) -> Iterator[SaidCoding]:
        span = positions(selection, source)
        if span is None:
            return
        text = source.text[span[0] : span[1]]
        start = span[0] + shift if where is not None else None
        comment = (selection.findtext("Description") or "").strip()[:2000]
        for coding in selection.findall("Coding"):
            target = coding.find("CodeRef")
            number = (target.get("targetGUID") or "").upper() if target is not None else ""
            if number not in self.meant:
                continue
            ref, stance = self.meant[number]
            yield SaidCoding(
                *(ref, where.agency if where else "", where.question if where else "", text),
                *(start, where.item if where else None, where.field if where else None),
                stance=stance,
                comment=comment,
            )


def _shift(ours: str, theirs: str) -> int:
    """How much further the same words stand in our text, which may begin with other blanks."""
    return (len(ours) - len(ours.lstrip())) - (len(theirs) - len(theirs.lstrip()))


def _under(element: Any) -> list[Any]:
    return element.findall("Code") if element is not None else []
