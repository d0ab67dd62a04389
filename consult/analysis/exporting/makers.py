"""What makes each file that can be taken away, in the language of whoever asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from consult.analysis.coding.coders import codings
from consult.analysis.coding.words import STANCE_WORDS
from consult.analysis.exporting import answers, attachments, passages
from consult.analysis.exporting.answers import Table
from consult.analysis.exporting.columns import Words
from consult.analysis.exporting.passages import QUOTED, Sign
from consult.analysis.material import Material, Passage
from consult.analysis.queries import material
from consult.calls.models import Call
from consult.contributions.models import Scan
from consult.storage import storage
from consult.web import sheets

STAFF, MEMBERS, DELEGATE = "staff", "members", "delegate"
AUDIENCE_WORDS = {
    STAFF: _l("staff: everything, with confidential data"),
    MEMBERS: _l("members: what may be quoted, signed as agreed"),
    DELEGATE: _l("delegate: what may be quoted, signed as agreed"),
}
ABOUT_WORDS = {
    "agency": _l("Agency"),
    "name": _l("Name"),
    "level": _l("Level"),
    "region": _l("Region"),
    "department": _l("Department"),
    "attribution": _l("Attribution"),
    "quote_permission": _l("Permission to quote"),
    "confidential": _l("Confidential answers"),
    "version": _l("Version"),
    "sent_at": _l("Sent at"),
    "late": _l("After the deadline"),
    "channel": _l("Channel"),
    "on_behalf": _l("Entered by the federation"),
}
QUOTED_WORDS = {
    "id": _l("No."),
    "agency": _l("Agency"),
    "question": _l("Question"),
    "theme": _l("Theme"),
    "stance": _l("Position"),
    "text": _l("Words"),
    "coders": _l("Coded by"),
    "confidential": _l("Confidential answers"),
}
MANIFEST_WORDS = (
    _l("Agency"),
    _l("Question"),
    _l("File name"),
    _l("In this archive"),
    _l("Bytes"),
    _l("Virus scan"),
)


@dataclass(frozen=True, slots=True)
class Export:
    """One file that can be taken away: how it ends, what it is, what makes it.

    `make` writes into a file, with nothing locked, and says what the audit trail is to hold.
    `is_coded` says that it shows what people coded, which those who code blind do not see.
    """

    ending: str
    media_type: str
    make: Callable[[IO[bytes], Session, Call, str], Mapping[str, Any]]
    audiences: tuple[str, ...] = field(default=(STAFF,))
    is_slow: bool = False
    is_coded: bool = False


def _table(session: Session, call: Call) -> Table:
    words = Words(
        not_put=_("not put"),
        other=_("Other"),
        rank_of=_("rank of {option}"),
        retired=_("withdrawn"),
    )
    labels = {key: str(label) for key, label in ABOUT_WORDS.items()}
    return answers.table(material(session, call.slug), words, labels)


def _answers_xlsx(
    file: IO[bytes], session: Session, call: Call, audience: str
) -> Mapping[str, Any]:
    table = _table(session, call)
    sheets.write_workbook(file, [(_("Answers"), [table.keys, table.labels], table.rows())])
    return {"contributions": len(table.material.replies)}


def _answers_csv(file: IO[bytes], session: Session, call: Call, audience: str) -> Mapping[str, Any]:
    table = _table(session, call)
    for part in sheets.lines([table.keys, table.labels], table.rows()):
        file.write(part.encode())
    return {"contributions": len(table.material.replies)}


def _answers_json(
    file: IO[bytes], session: Session, call: Call, audience: str
) -> Mapping[str, Any]:
    found = answers.as_json(material(session, call.slug))
    file.write(f"{json.dumps(found, ensure_ascii=False, indent=1)}\n".encode())
    return {"contributions": len(found["contributions"])}


def _quotes(session: Session, call: Call, audience: str) -> tuple[list[str], list[list[Any]]]:
    whole = material(session, call.slug)
    found = passages.quotations(
        whole,
        _sign(session, call, whole, audience),
        unnamed=_("an agency"),
        stances={stance.value: str(words) for stance, words in STANCE_WORDS.items()},
        coders=_coders(session, call),
    )
    for_staff = audience == STAFF
    keys = QUOTED if for_staff else QUOTED[: -passages.FOR_STAFF]
    head = [str(QUOTED_WORDS[key]) for key in keys]
    return head, list(passages.rows(found, staff=for_staff))


def _quotes_xlsx(file: IO[bytes], session: Session, call: Call, audience: str) -> Mapping[str, Any]:
    head, rows = _quotes(session, call, audience)
    sheets.write_workbook(file, [(_("Quotations"), [head], rows)])
    return {"quotations": len(rows)}


def _quotes_csv(file: IO[bytes], session: Session, call: Call, audience: str) -> Mapping[str, Any]:
    head, rows = _quotes(session, call, audience)
    for part in sheets.lines([head], rows):
        file.write(part.encode())
    return {"quotations": len(rows)}


def _iramuteq(file: IO[bytes], session: Session, call: Call, audience: str) -> Mapping[str, Any]:
    whole = material(session, call.slug)
    texts = [*passages.iramuteq(whole, _sign(session, call, whole, audience))]
    file.writelines(text.encode() for text in texts)
    return {"texts": len(texts)}


def _attachments(file: IO[bytes], session: Session, call: Call, audience: str) -> Mapping[str, Any]:
    clean = frozenset({Scan.CLEAN} if scans() else {Scan.CLEAN, Scan.SKIPPED})
    head = [str(words) for words in MANIFEST_WORDS]
    given = attachments.given(session, call)
    return {"files": attachments.write(file, given, storage(), taken=clean, head=head)}


def _sign(session: Session, call: Call, whole: Material, audience: str) -> Sign:
    """The rule of the note, which the synthesis keeps; for staff, everything."""
    if audience == STAFF:
        return passages.everything
    signed: Sign = current_app.extensions["lent"]().sign(session, call, whole, audience)
    return signed


def _coders(session: Session, call: Call) -> Callable[[Passage], str]:
    names: dict[tuple[Any, ...], dict[str, None]] = {}
    for one in codings(session, call):
        place = (one.agency, one.question, one.item, one.field, one.start, one.end, one.theme)
        names.setdefault(place, {})[one.name or _("import")] = None

    def coders(of: Passage) -> str:
        place = (of.agency, of.question, of.item, of.field, of.start, of.end, of.theme)
        return ", ".join(names.get(place, ()))

    return coders


def scans() -> bool:
    """Whether files are looked at by a virus scanner here."""
    return bool(current_app.extensions["settings"].clamd_url)


TO_ALL = (STAFF, MEMBERS, DELEGATE)
EXPORTS: Mapping[str, Export] = {
    "answers-xlsx": Export("xlsx", sheets.XLSX, _answers_xlsx, is_slow=True),
    "answers-csv": Export("csv", sheets.CSV, _answers_csv),
    "answers-json": Export("json", "application/json", _answers_json),
    "quotes-xlsx": Export("xlsx", sheets.XLSX, _quotes_xlsx, TO_ALL, is_coded=True),
    "quotes-csv": Export("csv", sheets.CSV, _quotes_csv, TO_ALL, is_coded=True),
    "iramuteq": Export("txt", "text/plain", _iramuteq, TO_ALL),
    "attachments": Export("zip", "application/zip", _attachments, is_slow=True),
}
