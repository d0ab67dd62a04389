"""Read a whole bundle and tell everything that is wrong with it, at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from consult.bundles.attached import Attachments
from consult.bundles.call_sheet import call_of
from consult.bundles.contribution_sheet import contribution_of
from consult.bundles.declaration_sheet import declarations_of
from consult.bundles.format import (
    AgencyLine,
    Bundle,
    CallSheet,
    ContributionSheet,
    DeclarationLine,
)
from consult.bundles.note_sheet import NoteSheet
from consult.bundles.problems import Problem, from_finding, from_unreadable
from consult.bundles.sources import Source, opened
from consult.bundles.tables import agencies_of
from consult.bundles.theme_sheet import Codes
from consult.calls.written.cursor import Cursor, Finding
from consult.calls.written.tree import MAX_BYTES, Unreadable, decoded, parsed
from consult.directory.rules import key_of

CALL, AGENCIES, THEMES = "call.yaml", "agencies.csv", "themes.yaml"
DECLARATIONS, NOTE = "declarations.yaml", "note.yaml"
MOST_MB = MAX_BYTES / 1024 / 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. `bundle` is None as soon as there is one problem."""

    bundle: Bundle | None
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def read_bundle(path: Path) -> Reading:
    """Read a folder or a .zip. Every problem is told; nothing that is in a file makes it fail."""
    try:
        source = opened(path)
    except Unreadable as error:
        return Reading(None, (from_unreadable(path.name, error),))
    return read_source(source)


def read_source(source: Source) -> Reading:
    """Read a bundle from wherever its files are."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.attached = Attachments(source)
        self.told: list[Problem] = []

    def read(self) -> Reading:
        call = self._call()
        agencies = self._agencies(ZoneInfo(call.timezone) if call else ZoneInfo("UTC"))
        # Without the questionnaire, every answer would look like a mistake.
        bundle = self._answers(call, agencies) if call and agencies else None
        problems = tuple(one for one in self.told if not one.notice)
        notices = tuple(one for one in self.told if one.notice)
        return Reading(None if problems else bundle, problems, notices)

    def _answers(self, call: CallSheet, agencies: list[AgencyLine]) -> Bundle:
        ranks = {key_of(agency.acronym): rank for rank, agency in enumerate(agencies)}
        contributions = self._contributions(call, agencies)
        contributions.sort(key=lambda one: ranks[key_of(one.agency)])
        sent = {key_of(one.agency): one for one in contributions if one.submitted_at}
        codes = Codes(call, sent, ranks)
        with self._yaml(THEMES, optional=True) as root:
            if root:
                codes.read(root)
        acronyms = {key_of(one.acronym): one.acronym for one in agencies}
        note = NoteSheet(call, sent, acronyms, self.attached)
        with self._yaml(NOTE, optional=True) as root:
            if root:
                note.read(root)
        return Bundle(
            call,
            tuple(agencies),
            tuple(contributions),
            tuple(codes.themes),
            tuple(codes.passages),
            tuple(self._declarations(call, agencies)),
            tuple(note.kept),
            tuple(note.blocks),
            files=self.attached,
        )

    def _declarations(self, call: CallSheet, agencies: list[AgencyLine]) -> list[DeclarationLine]:
        acronyms = {key_of(agency.acronym): agency.acronym for agency in agencies}
        ranks = {agency.acronym: rank for rank, agency in enumerate(agencies)}
        found: list[DeclarationLine] = []
        with self._yaml(DECLARATIONS, optional=True) as root:
            if root:
                zone = ZoneInfo(call.timezone)
                found = declarations_of(root, agencies=acronyms, zone=zone)
        return sorted(found, key=lambda one: ranks[one.agency])

    def _call(self) -> CallSheet | None:
        with self._yaml(CALL) as root:
            call = call_of(root) if root else None
        return call if call and call.questionnaire.by_key else None

    def _agencies(self, zone: ZoneInfo) -> list[AgencyLine]:
        findings: list[Finding] = []
        agencies: list[AgencyLine] = []
        try:
            data = self.source.read(AGENCIES, most_mb=MOST_MB)
            agencies = agencies_of(data, zone, findings)
        except Unreadable as error:
            self.told.append(from_unreadable(AGENCIES, error))
        self.told += [from_finding(AGENCIES, one) for one in findings]
        return agencies

    def _contributions(
        self, call: CallSheet, agencies: list[AgencyLine]
    ) -> list[ContributionSheet]:
        acronyms = {key_of(agency.acronym): agency.acronym for agency in agencies}
        read: dict[str, ContributionSheet] = {}
        files: dict[str, str] = {}
        for file in self._contribution_files():
            broken: list[Problem] = []
            with self._yaml(file) as root:
                sheet = root and contribution_of(
                    root,
                    file=file,
                    call=call,
                    agencies=acronyms,
                    attached=self.attached,
                    broken=broken,
                )
                if root and sheet and sheet.agency in read:
                    first = files[sheet.agency]
                    root.problem(
                        "second_contribution", at="agency", acronym=sheet.agency, file=first
                    )
                elif sheet:
                    read[sheet.agency], files[sheet.agency] = sheet, file
            self.told += broken
        return list(read.values())

    def _contribution_files(self) -> list[str]:
        try:
            return self.source.contributions()
        except Unreadable as error:
            self.told.append(from_unreadable("contributions", error))
            return []

    @contextmanager
    def _yaml(self, file: str, *, optional: bool = False) -> Iterator[Cursor | None]:
        """The root of a YAML file, or None; what the body notes on it is told afterwards."""
        findings: list[Finding] = []
        root = None
        try:
            root = Cursor(parsed(decoded(self.source.read(file, most_mb=MOST_MB))), findings)
        except Unreadable as error:
            if not (optional and error.code == "missing_file"):
                self.told.append(from_unreadable(file, error))
        yield root
        self.told += [from_finding(file, one) for one in findings]
