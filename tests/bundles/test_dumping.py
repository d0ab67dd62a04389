from __future__ import annotations

from datetime import UTC, datetime

import pytest

from consult import storage
from consult.bundles import dumping
from consult.bundles.checking import read_bundle
from consult.bundles.loading import load
from consult.bundles.queries import call_with_slug
from tests.bundles.small import AGENCIES, ANSWER, written

AT = datetime(2026, 3, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("agencies", [1, 3])
def test_a_dump_reads_in_as_many_statements_however_many_answered(
    session, settle, queries, tmp_path, agencies
):
    changes = {"agencies.csv": AGENCIES + "GHI,Agence GHI,,,,\n"}
    for acronym in ("DEF", "GHI")[: agencies - 1]:
        changes[f"contributions/{acronym}.yaml"] = ANSWER.replace("ABC", acronym)
    kept = storage.Memory()
    bundle = read_bundle(written(tmp_path / "bundle", changes)).bundle
    load(session, bundle=bundle, storage=kept, grace_seconds=120, actor="test", at=AT)
    settle()

    with queries(19):
        call = call_with_slug(session, "small-2026")
        dumped = dumping.bundle_of(session, call, kept)

    assert dumped == bundle
