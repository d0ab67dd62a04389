from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from config import ROOT
from consult.bundles.checking import read_bundle
from consult.bundles.folders import write_bundle
from consult.bundles.format import Bundle
from consult.bundles.writing import files_of
from tests.bundles.small import told
from tests.bundles.strategies import bundles

DEMO = ROOT / "consult/demo/territoires-industrie-2018"


def test_the_reference_reads_back_equal_from_what_is_written(tmp_path):
    bundle = read_bundle(DEMO).bundle

    write_bundle(bundle, tmp_path / "dump")

    assert read_bundle(tmp_path / "dump").bundle == bundle


def test_an_archive_says_the_same_as_a_folder_and_twice_the_same_bytes(tmp_path):
    bundle = read_bundle(DEMO).bundle

    write_bundle(bundle, tmp_path / "one.zip")
    write_bundle(bundle, tmp_path / "two.zip")

    assert read_bundle(tmp_path / "one.zip").bundle == bundle
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundles())
def test_any_bundle_reads_back_equal_from_what_is_written(bundle: Bundle):
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(bundle, Path(folder) / "dump")

        reading = read_bundle(Path(folder) / "dump")

        assert told(reading) == []
        assert reading.bundle == bundle
        assert dict(files_of(reading.bundle)) == dict(files_of(bundle))
