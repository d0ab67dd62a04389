"""What staff send to import, and the sentences for what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import TextAreaField

from consult.directory.entries import Column, Mapped, guessed
from consult.directory.importing import Outcome, Reason, Verdict
from consult.directory.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Fault,
    Table,
    Unreadable,
    read,
)

COLUMN_WORDS = {
    Column.ACRONYM: _l("Acronym"),
    Column.NAME: _l("Name"),
    Column.LEVEL: _l("Level"),
    Column.REGION: _l("Region"),
    Column.DEPARTMENT: _l("Department"),
    Column.EMAIL: _l("E-mail address"),
    Column.CONTACT: _l("Contact’s name"),
    Column.ROLE: _l("Role"),
    Column.EMAIL_2: _l("Other e-mail address"),
    Column.CONTACT_2: _l("Other contact’s name"),
    Column.TAGS: _l("Tags"),
}
OUTCOME_WORDS = {
    Outcome.CREATED: _l("created"),
    Outcome.UPDATED: _l("updated"),
    Outcome.UNCHANGED: _l("unchanged"),
    Outcome.REFUSED: _l("left aside"),
}
COUNT_WORDS = {
    Outcome.CREATED: _l("to create"),
    Outcome.UPDATED: _l("to update"),
    Outcome.UNCHANGED: _l("without any change"),
    Outcome.REFUSED: _l("to leave aside"),
}
FAULT_WORDS = {
    Fault.EMPTY: _l("The file has no line under its headings."),
    Fault.TOO_BIG: _l("The file is larger than %(megabytes)s MB: keep only the list of agencies."),
    Fault.TOO_MANY_ROWS: _l("The file has more than %(rows)s lines: import it in several parts."),
    Fault.TOO_MANY_COLUMNS: _l("Line %(line)s has more than %(columns)s columns."),
    Fault.CELL_TOO_LONG: _l("A cell of line %(line)s has more than %(cell)s characters."),
    Fault.OLD_EXCEL: _l("This is an old Excel workbook (.xls): save it as .xlsx or as CSV."),
    Fault.NOT_A_TABLE: _l("The file is neither a workbook (.xlsx, .ods) nor a CSV file."),
    Fault.DAMAGED: _l("The file is damaged: open it in your spreadsheet and save it again."),
}
REASON_WORDS = {
    Reason.NO_ACRONYM: _l("The acronym is missing."),
    Reason.NO_NAME: _l("The name is missing."),
    Reason.NOT_AN_ADDRESS: _l("“%(about)s” is not an e-mail address."),
    Reason.NOT_A_ROLE: _l("“%(about)s” is no role: write drafter or signatory."),
    Reason.LONG_TAG: _l("The tag “%(about)s” is longer than 60 characters."),
    Reason.ARCHIVED: _l("This agency is archived: put it back in the directory first."),
    Reason.REPEATED: _l("Line %(about)s already describes this agency."),
}


def fault_sentence(refused: Unreadable) -> str:
    """Why a file was not read, for the person who chose it."""
    return str(FAULT_WORDS[refused.fault]) % {
        "megabytes": MAX_BYTES // 1024 // 1024,
        "rows": MAX_ROWS,
        "columns": MAX_COLUMNS,
        "cell": MAX_CELL,
        "line": refused.line or 1,
    }


def reason_sentence(verdict: Verdict) -> str:
    """Why a line is left aside; empty where it is not."""
    if verdict.reason is None:
        return ""
    return str(REASON_WORDS[verdict.reason]) % {"about": verdict.about}


class UploadForm(FlaskForm):
    """A file, or lines pasted out of a spreadsheet."""

    file = FileField(_l("List of agencies (.xlsx, .ods or .csv)"))
    lines = TextAreaField(_l("Or paste the lines of your spreadsheet, headings included"))

    def table(self) -> Table | None:
        """The table given; None, with an error on the field, where there is none."""
        given = self.file.data.read(MAX_BYTES + 1) if self.file.data else b""
        field = self.file if given or not self.lines.data else self.lines
        content = given or (self.lines.data or "").encode("utf-8", "replace")
        if not content:
            field.errors = [_("Choose a file, or paste the lines.")]
            return None
        try:
            return read(content)
        except Unreadable as refused:
            field.errors = [fault_sentence(refused)]
            return None


@dataclass(frozen=True, slots=True)
class MappingForm:
    """Which column of the file holds what: guessed first, then as staff correct it."""

    columns: Mapped

    @classmethod
    def read(cls, form: Mapping[str, str], table: Table) -> MappingForm:
        """The choice posted; a form without any choice gives the guess."""
        if not any(field_name(column) in form for column in Column):
            return cls(guessed(table.header))
        chosen: dict[Column, int] = {}
        for column in Column:
            place = form.get(field_name(column), "")
            if place.isdecimal() and int(place) < len(table.header):
                chosen[column] = int(place)
        return cls(chosen)


def field_name(column: Column) -> str:
    """Name of the select that says where a column is."""
    return f"column-{column.value}"


def done_words(outcome: Outcome, count: int) -> str:
    """What became of so many lines, beside their number."""
    words = {
        Outcome.CREATED: ngettext("line created", "lines created", count),
        Outcome.UPDATED: ngettext("line updated", "lines updated", count),
        Outcome.UNCHANGED: ngettext("line without any change", "lines without any change", count),
        Outcome.REFUSED: ngettext("line left aside", "lines left aside", count),
    }
    return str(words[outcome])
