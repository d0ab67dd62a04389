"""Whether a PDF is the note it says it is: its data, its figures, its pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, NamedTuple

from consult.synthesis.figure_table import figures
from consult.synthesis.kindred import Kindred, kindred, made_again
from consult.synthesis.models import Format
from consult.synthesis.paper import copies
from consult.synthesis.parts import exhibits, pictures, practices, quotes, statements
from consult.synthesis.rendering import rendered
from consult.synthesis.snapshot import (
    Bars,
    Charted,
    Claim,
    Exhibit,
    FigureRecord,
    OtherShape,
    Snapshot,
    Stacked,
    fingerprint,
    from_json,
    to_json,
)
from consult.synthesis.versions.fitness import weight

ATTACHMENT = "snapshot.json"
FIGURES = "figures.csv"
LARGEST = 64 * 1024 * 1024


def N_(sentence: str) -> str:  # noqa: N802 - the name that the catalogue's extractor knows
    """Marks a sentence for the catalogue; the command translates it."""
    return sentence


class Fault(NamedTuple):
    """Something that does not agree: a sentence with its parameters."""

    sentence: str
    params: dict[str, str]

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in the reader's language."""
        return translate(self.sentence) % self.params


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; no problem means that the file is intact.

    `recipient` is the person whose name a marked copy bears, `kindred` what the file is that was
    compared with the note.
    """

    snapshot: Snapshot | None
    problems: tuple[Fault, ...]
    statements: int = 0
    recipient: str | None = None
    kindred: Kindred | None = None


def verdict(content: bytes, *, beside: bytes | None = None) -> Verdict:
    """Read the embedded data, recompute what rests on them, and rebuild the pages.

    What is made of a note without its data is made again of the note `beside` and compared.
    """
    if (akin := kindred(content)) is not None:
        return _compared(content, akin, beside)
    try:
        text, marked, table = _embedded(content)
    except NotANote as refusal:
        return Verdict(None, (refusal.fault,))
    try:
        snapshot = from_json(text)
    except OtherShape as other:
        said = N_("The note was made by another version of Consult (%(shape)s): verify it there.")
        return Verdict(None, (Fault(said, {"shape": other.schema}),))
    except ValueError:
        return Verdict(None, (Fault(N_("The data embedded in the file cannot be read."), {}),))
    problems = list(_disagreements(snapshot, text, marked, table))
    if not problems and _rebuilt(snapshot, content) != content:
        problems.append(
            Fault(
                N_(
                    "The embedded data are sound, but the pages are not what they make here: the "
                    "file was altered, or made by another version of Consult."
                ),
                {},
            )
        )
    return Verdict(
        snapshot, tuple(problems), len(list(_claims(snapshot))), copies.recipient_of(content)
    )


ALONE = {
    Format.SHEET: N_(
        "The file is a speaking sheet of the note whose fingerprint is %(mark)s. It holds none of "
        "the data: alone it proves nothing. Verify it beside the PDF of that note (--note)."
    ),
    Format.DOCX: N_(
        "The file is a Word document of the note whose fingerprint is %(mark)s. Anybody can edit "
        "it: alone it proves nothing. Verify it beside the PDF of that note (--note)."
    ),
    Format.XLSX: N_(
        "The file is a spreadsheet of the note whose fingerprint is %(mark)s. Anybody can edit "
        "it: alone it proves nothing. Verify it beside the PDF of that note (--note)."
    ),
}
"""What is said of a file that has no data of its own."""


def _compared(content: bytes, akin: Kindred, beside: bytes | None) -> Verdict:
    if beside is None:
        return Verdict(None, (Fault(ALONE[akin.form], {"mark": akin.mark}),), kindred=akin)
    note = verdict(beside)
    if note.snapshot is None or note.problems:
        return note
    mark = fingerprint(note.snapshot)
    if mark != akin.mark:
        said = N_("The file is of another note: of %(mark)s, where this one is %(note)s.")
        fault = Fault(said, {"mark": akin.mark[:16], "note": mark[:16]})
        return Verdict(note.snapshot, (fault,), kindred=akin)
    if made_again(note.snapshot, beside, akin.form, content) != content:
        said = N_(
            "The file is not the one that Consult makes of that note here: it was edited, or made "
            "by another version of Consult."
        )
        return Verdict(note.snapshot, (Fault(said, {}),), kindred=akin)
    return replace(note, kindred=akin, recipient=copies.recipient_of(content))


def _rebuilt(snapshot: Snapshot, content: bytes) -> bytes:
    """The pages that the data make here, for the person the file says it was given to."""
    made = rendered(snapshot, Format.PDF, progress=_quiet)
    recipient = copies.recipient_of(content)
    return made if recipient is None else copies.marked(made, snapshot, recipient)


class NotANote(Exception):
    """The file holds no snapshot."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(sentence, {})


def _quiet(_: str) -> None:
    """Nobody watches."""


def _embedded(content: bytes) -> tuple[str, bytes, str | None]:
    """The snapshot, the metadata in which its fingerprint is repeated, and the table of figures."""
    import pikepdf  # noqa: PLC0415 - slow to load, and few processes need it

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if ATTACHMENT not in pdf.attachments:
                raise NotANote(N_("The file is a PDF, but holds no note of Consult."))
            data = _opened(pdf.attachments[ATTACHMENT].obj.EF.F)
            beside = pdf.attachments.get(FIGURES)
            table = _opened(beside.obj.EF.F) if beside is not None else None
            metadata = _opened(pdf.Root.Metadata) if "/Metadata" in pdf.Root else b""
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as error:
        raise NotANote(N_("The file is not a readable PDF.")) from error
    try:
        return data.decode(), metadata, None if table is None else table.decode()
    except UnicodeDecodeError as error:
        raise NotANote(N_("The data embedded in the file cannot be read.")) from error


def _opened(stream: Any) -> bytes:
    """What a stream holds, unless it is packed over: the file may come from anybody."""
    if weight(stream, LARGEST) > LARGEST:
        raise NotANote(N_("The data embedded in the file cannot be read."))
    return bytes(stream.read_bytes())


def _disagreements(
    snapshot: Snapshot, text: str, metadata: bytes, table: str | None
) -> Iterator[Fault]:
    mark = fingerprint(snapshot)
    if to_json(snapshot) != text.strip():
        yield Fault(N_("The embedded data are not spelled as Consult spells them."), {})
    if mark.encode() not in metadata:
        yield Fault(
            N_(
                "The fingerprint of the embedded data, %(mark)s, is not the one the file bears: "
                "the data were altered."
            ),
            {"mark": mark[:16]},
        )
    if table is not None and table != figures(snapshot):
        yield Fault(N_("The table of figures in the file is not that of its data."), {})
    yield from figure_faults(snapshot)


def figure_faults(snapshot: Snapshot) -> Iterator[Fault]:
    """Counts that cannot be true together, as far as the embedded data tell."""
    records = {record.id: record for record in snapshot.figures}
    for record in snapshot.figures:
        if record.value < 0 or (record.base is not None and record.value > record.base):
            yield _fault(record.id, N_("Figure %(name)s is larger than its base."))
    for claim in _claims(snapshot):
        yield from _claim_faults(claim, records)
    for exhibit in exhibits(snapshot):
        yield from _exhibit_faults(exhibit)
    method = snapshot.method
    thanked = len(snapshot.contributors) + snapshot.unnamed_contributors
    if thanked not in (0, method.responses) or method.responses > method.agencies:
        yield _fault("", N_("The number of contributions does not agree with those thanked."))
    codes = {source.code for source in snapshot.sources}
    for name, cited in _citations(snapshot):
        if codes and not cited <= codes:
            yield _fault(name, N_("Statement %(name)s cites a source that does not exist."))
    yield from _quote_faults(snapshot)
    yield from _consent_faults(snapshot)
    yield from _source_faults(snapshot)
    yield from _picture_faults(snapshot)


def _claim_faults(claim: Claim, records: dict[str, FigureRecord]) -> Iterator[Fault]:
    printed = [records.get(run.figure) for run in claim.runs if run.figure is not None]
    known = [record for record in printed if record is not None]
    if len(known) != len(printed):
        yield _fault(claim.id, N_("Statement %(name)s prints a figure without a rule."))
    texts = {run.figure: run.text for run in claim.runs if run.figure is not None}
    for record in known:
        digits = "".join(sign for sign in texts[record.id] if sign.isdigit())
        base = "" if record.base is None else str(record.base)
        if digits not in ("", str(record.value), f"{record.value}{base}", *_share(record)):
            yield _fault(claim.id, N_("Statement %(name)s does not print what its rule counts."))
    behind = len(claim.sources) + claim.unattributed
    counted = [record.value for record in known if record.base is not None]
    if claim.sources and counted and behind < max(counted):
        yield _fault(claim.id, N_("Statement %(name)s counts more agencies than stand behind it."))


def _share(record: FigureRecord) -> Iterator[str]:
    """The digits of the count as a percentage, with one decimal or with none."""
    if record.base:
        tenths = (2000 * record.value + record.base) // (2 * record.base)
        yield str(tenths)
        yield str(tenths // 10)


def _exhibit_faults(exhibit: Exhibit) -> Iterator[Fault]:
    if isinstance(exhibit, Stacked):
        for row in exhibit.rows:
            if sum(row.counts) != row.base:
                yield _fault(row.label, N_("The counts of “%(name)s” do not add up."))
    elif isinstance(exhibit, Charted) and exhibit.ranking is not None:
        for one in exhibit.ranking.subjects:
            if sum(one.ranks) > exhibit.ranking.answers:
                yield _fault(one.label, N_("The counts of “%(name)s” do not add up."))
    elif isinstance(exhibit, Bars):
        for bar in exhibit.bars:
            if bar.count < 0:
                yield _fault(bar.label, N_("The counts of “%(name)s” do not add up."))


def _quote_faults(snapshot: Snapshot) -> Iterator[Fault]:
    """A quote of a contribution printed in full is in it, character for character."""
    printed = {
        contribution.code: "\n".join(
            paragraph for answer in contribution.answers for paragraph in answer.paragraphs
        )
        for contribution in snapshot.contributions
    }
    for _, quote in quotes(snapshot):
        whole = printed.get(quote.source or "")
        if whole is not None and any(one not in whole for one in quote.pieces or (quote.text,)):
            yield _fault(quote.id, N_("Quotation %(name)s is not in the contribution it cites."))


def _consent_faults(snapshot: Snapshot) -> Iterator[Fault]:
    """Words are signed by the agency that may be named behind them, or by none."""
    named = {source.code: source.agency for source in snapshot.sources}
    for _, quote in quotes(snapshot):
        said = named.get(quote.source or "")
        if said is not None and not quote.by.startswith(said):
            yield _fault(quote.id, N_("Quotation %(name)s is not signed by the agency it cites."))
        if quote.source is None and quote.by in named.values():
            yield _fault(quote.id, N_("Quotation %(name)s names an agency that it does not cite."))
    whole = {source.code for source in snapshot.sources if source.in_full}
    for contribution in snapshot.contributions:
        if contribution.code not in whole:
            said_so = N_("Contribution %(name)s is printed in full, and the index does not say so.")
            yield _fault(contribution.code, said_so)


def _source_faults(snapshot: Snapshot) -> Iterator[Fault]:
    """The index tells the statements that rest on a contribution, and they cite it."""
    cited = {claim.id: set(claim.sources) for claim in _claims(snapshot)}
    cited |= {quote.id: {quote.source or ""} for _, quote in quotes(snapshot)}
    for source in snapshot.sources:
        citing = {name for name, codes in cited.items() if source.code in codes}
        if citing != cited.keys() & set(source.cited_by):
            said = N_("The statements that cite %(name)s are not those that the index tells.")
            yield _fault(source.code, said)


def _picture_faults(snapshot: Snapshot) -> Iterator[Fault]:
    """A picture is named by its bytes, and only what the pages show is carried."""
    shown = {one.digest for one in pictures(snapshot)}
    for file in snapshot.pictures:
        if file.digest not in shown or hashlib.sha256(file.data).hexdigest() != file.digest:
            yield _fault(file.digest[:12], N_("Picture %(name)s is not the one that is shown."))


def _fault(name: str, sentence: str) -> Fault:
    return Fault(sentence, {"name": name})


def _claims(snapshot: Snapshot) -> Iterator[Claim]:
    return (claim for _, claim in statements(snapshot))


def _citations(snapshot: Snapshot) -> Iterator[tuple[str, set[str]]]:
    yield from ((claim.id, set(claim.sources)) for claim in _claims(snapshot))
    yield from ((quote.id, {quote.source}) for _, quote in quotes(snapshot) if quote.source)
    yield from ((one.title, {one.source}) for one in practices(snapshot) if one.source)
