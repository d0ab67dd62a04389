"""The reference consultation as material, with everything the note says of the call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from consult.analysis.material import Material
from consult.bundles.checking import read_bundle
from consult.synthesis.note import compose
from consult.synthesis.snapshot import Audience, Snapshot, State
from tests.analysis.reference import FOLDER, territoires

DATED = datetime(2018, 10, 29, 8, 25, tzinfo=UTC)


@cache
def reference() -> Material:
    bundle = read_bundle(FOLDER).bundle
    assert bundle
    sheet = bundle.call
    facts = replace(
        territoires().call,
        commissioner=sheet.commissioner,
        federation=sheet.federation or "CNER",
        hearing_at=sheet.hearing_at,
        hearing_place=sheet.hearing_place,
        folder=sheet.folder,
        context=sheet.context,
        demonstration=sheet.demonstration,
    )
    return replace(territoires(), call=facts)


def composed(material: Material, audience: Audience = Audience.DELEGATE) -> Snapshot:
    return compose(material, audience=audience, state=State.DRAFT, version=1, dated=DATED)


@cache
def note(audience: Audience = Audience.DELEGATE) -> Snapshot:
    return composed(reference(), audience)
