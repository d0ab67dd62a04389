"""A call as a REFI-QDA project: a plain text for each answer, themes as codes, people as users."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from consult.analysis.code_book.tree import branches
from consult.analysis.exchange.held import Field, Held
from consult.analysis.exchange.qdpx import (
    COLOURS,
    MEMBER,
    PROJECT,
    SOURCES,
    STANCE_SIGNS,
    guid,
)
from consult.analysis.exchange.voices import Voice, voices
from consult.analysis.material import Stance
from consult.analysis.models import Theme
from consult.calls.models import Invitation

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of the archive, so that the same project gives the same bytes."""

NOBODY = "Import"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold; a text that has any keeps its length."""

NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def written(held: Held, invitations: Sequence[Invitation], *, at: datetime) -> bytes:
    """The project as a .qdpx archive. Agencies are named: it is for the federation alone."""
    project = _Project(held, at)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry(MEMBER), project.as_xml(invitations))
        for where, text in held.texts.items():
            archive.writestr(_entry(f"{SOURCES}/{project.source(where)}.txt"), plain(text).encode())
    return made.getvalue()


def plain(text: str) -> str:
    """A text with the same characters in the same places, none that XML or a file refuses."""
    return UNSEEN.sub("\ufffd", text)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, LONG_AGO)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Project:
    def __init__(self, held: Held, at: datetime) -> None:
        self.held = held
        self.at = _instant(at)
        self.slug = held.call.slug
        self.labels = {key: one.label for key, one in held.questions.items()}

    def source(self, where: Field) -> str:
        return guid(self.slug, "source", *where)

    def code(self, theme: tuple[str, str], stance: Stance | None = None) -> str:
        return guid(self.slug, "theme", *theme, stance or "")

    def user(self, voice: Voice) -> str:
        return guid("", "user", voice.email)

    def as_xml(self, invitations: Sequence[Invitation]) -> bytes:
        from lxml import etree  # noqa: PLC0415 - slow to load, and few processes need it

        root = etree.Element("Project", nsmap={None: PROJECT})
        for name, told in (
            ("name", plain(self.held.call.title)),
            ("origin", "Consult"),
            ("creationDateTime", self.at),
        ):
            root.set(name, told)
        for child in (
            self.users(etree),
            self.code_book(etree),
            *self.cases(etree, invitations),
            self.sources(etree),
        ):
            if len(child):  # The schema has no empty list.
                root.append(child)
        etree.indent(root)
        xml: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        return xml

    def users(self, etree: Any) -> Any:
        users = etree.Element("Users")
        known = {self.user(one): one.who or NOBODY for one in self.voices if one.theme}
        for number, name in known.items():
            etree.SubElement(users, "User", guid=number, name=plain(name))
        return users

    @cached_property
    def voices(self) -> list[Voice]:
        return voices(self.held)

    @cached_property
    def taken(self) -> Mapping[tuple[str, str], set[Stance]]:
        """The stances taken towards each theme."""
        found: dict[tuple[str, str], set[Stance]] = {}
        for voice in self.voices:
            if voice.theme and voice.stance:
                found.setdefault(voice.theme, set()).add(voice.stance)
        return found

    def code_book(self, etree: Any) -> Any:
        book = etree.Element("CodeBook")
        codes = etree.SubElement(book, "Codes") if self.held.themes else None
        for question in (*self.held.questions, ""):
            number = self.held.questions[question].id if question else None
            inside = [one for one in self.held.themes if one.question_id == number]
            above = codes
            if inside and question:
                above = etree.SubElement(
                    codes,
                    "Code",
                    guid=guid(self.slug, "question", question),
                    name=plain(f"{question} – {self.labels[question]}"),
                    isCodable="false",
                )
            self.themes(etree, above, inside)
        return book

    def themes(self, etree: Any, above: Any, themes: Sequence[Theme]) -> None:
        known = {one.id: one for one in themes}
        made: dict[int | None, Any] = {}
        for branch in branches(themes):
            theme = known[branch.id]
            parent = made.get(theme.parent_id, above)
            code = made[theme.id] = etree.SubElement(
                parent,
                "Code",
                guid=self.code(_name(theme)),
                name=self.names[theme.id],
                isCodable="true",
                color=COLOURS[theme.colour - 1],
            )
            if said := _described(theme):
                etree.SubElement(code, "Description").text = plain(said)
            for stance in Stance:
                if stance in self.taken.get(_name(theme), ()):
                    etree.SubElement(
                        code,
                        "Code",
                        guid=self.code(_name(theme), stance),
                        name=f"{self.names[theme.id]} : {STANCE_SIGNS[stance][0]}",
                        isCodable="true",
                        color=COLOURS[theme.colour - 1],
                    )

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What each code is called: QualCoder keeps one of two codes of the same name."""
        said: dict[str, int] = {}
        for theme in self.held.themes:
            said[theme.label.casefold()] = said.get(theme.label.casefold(), 0) + 1
        return {
            theme.id: plain(
                theme.label
                if said[theme.label.casefold()] == 1
                else f"{theme.label} ({'/'.join(filter(None, _name(theme)))})"
            )
            for theme in self.held.themes
        }

    def cases(self, etree: Any, invitations: Sequence[Invitation]) -> Iterator[Any]:
        """Each agency as a case with its level and region, and the texts it wrote."""
        variables = etree.Element("Variables")
        for name in ("level", "region"):
            etree.SubElement(
                variables,
                "Variable",
                guid=guid(self.slug, "variable", name),
                name=name,
                typeOfVariable="Text",
            )
        yield variables
        cases = etree.Element("Cases")
        for one in invitations:
            case = etree.SubElement(
                cases, "Case", guid=guid(self.slug, "agency", one.acronym), name=plain(one.acronym)
            )
            for name in ("level", "region"):
                value = etree.SubElement(case, "VariableValue")
                etree.SubElement(value, "VariableRef", targetGUID=guid(self.slug, "variable", name))
                etree.SubElement(value, "TextValue").text = plain(getattr(one, name))
            for where in self.held.texts:
                if where.agency == one.acronym:
                    etree.SubElement(case, "SourceRef", targetGUID=self.source(where))
        yield cases

    def sources(self, etree: Any) -> Any:
        said: dict[Field, list[Voice]] = {}
        for voice in self.voices:
            if voice.theme:
                said.setdefault(voice.place.where, []).append(voice)
        sources = etree.Element("Sources")
        for where in self.held.texts:
            source = etree.SubElement(
                sources,
                "TextSource",
                guid=self.source(where),
                name=self.named(where),
                plainTextPath=f"internal://{self.source(where)}.txt",
                creationDateTime=self.at,
            )
            label = self.labels[where.question]
            etree.SubElement(source, "Description").text = plain(f"{where.agency} – {label}")
            for rank, voice in enumerate(said.get(where, ())):
                self.selection(etree, source, voice, rank)
        return sources

    def named(self, where: Field) -> str:
        """The name of a source is that of a file in some tools."""
        parts = (where.agency, where.question, where.item, where.field)
        told = " - ".join(str(one) for one in parts if one)
        return NOT_IN_NAMES.sub(" ", plain(told)).strip(" .") or "source"

    def selection(self, etree: Any, source: Any, voice: Voice, rank: int) -> None:
        """One for each coding: what one person says of one passage stays together."""
        told = (voice.place, voice.theme, voice.email, rank)
        at = _instant(voice.at) if voice.at else self.at
        made = {"creatingUser": self.user(voice), "creationDateTime": at}
        selection = etree.SubElement(
            source,
            "PlainTextSelection",
            guid=guid(self.slug, "selection", *told),
            name=plain(" ".join(voice.text.split())[:60]),
            startPosition=str(voice.place.start),
            endPosition=str(voice.place.end),
            **made,
        )
        if voice.comment:
            etree.SubElement(selection, "Description").text = plain(voice.comment)
        coding = etree.SubElement(
            selection, "Coding", guid=guid(self.slug, "coding", *told), **made
        )
        code = self.code(voice.theme or ("", ""), voice.stance)
        etree.SubElement(coding, "CodeRef", targetGUID=code)


def _name(theme: Theme) -> tuple[str, str]:
    return theme.question.key if theme.question else "", theme.key


def _described(theme: Theme) -> str:
    """What other tools show of a code: its definition, and its claim after it."""
    claim = f"Affirmation : {theme.claim}" if theme.claim else ""
    return "\n\n".join(one for one in (theme.description, claim) if one)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
