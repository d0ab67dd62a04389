"""First drafts of the worlds that tests are about, and what can be compared of two notes."""

from itertools import count

from consult.analysis.material import Material
from consult.synthesis import parts
from consult.synthesis.drafting.blocks import Manuscript
from consult.synthesis.drafting.proposing import first_draft
from consult.synthesis.note import compose
from consult.synthesis.snapshot import Audience, Snapshot, State
from tests.synthesis.reference import DATED


def keys():
    numbers = count(1)
    return lambda: f"b{next(numbers)}"


def draft(material: Material) -> Manuscript:
    return Manuscript(first_draft(material, keys()))


def set_note(
    material: Material, manuscript: Manuscript, audience: Audience = Audience.DELEGATE
) -> Snapshot:
    return compose(
        material,
        audience=audience,
        state=State.DRAFT,
        version=1,
        dated=DATED,
        manuscript=manuscript,
    )


def sentence(claim) -> str:
    return "".join(run.text for run in claim.runs)


def statements(note: Snapshot) -> list[tuple]:
    return [
        (where, sentence(one), one.sources, one.unattributed, one.own)
        for where, one in parts.statements(note)
    ]


def quotes(note: Snapshot) -> list[tuple]:
    return [(where, one.text, one.by, one.source) for where, one in parts.quotes(note)]


def figures(note: Snapshot) -> set[tuple]:
    return {(one.rule, one.value, one.base) for one in note.figures}
