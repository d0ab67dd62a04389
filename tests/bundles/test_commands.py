from __future__ import annotations

from sqlalchemy import func, select

from config import ROOT
from consult.bundles.checking import read_bundle
from consult.calls.models import Call
from consult.contributions.models import Contribution, Version
from consult.db import Base
from tests.bundles.small import changed, written
from tests.data.hostile import SLUG, write_hostile_bundle

DEMO = ROOT / "consult/demo/territoires-industrie-2018"


def rows(session):
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_a_sound_bundle_is_summed_up_and_nothing_is_written(cli, session):
    before = rows(session)

    result = cli("bundle", "check", DEMO)

    assert result.stdout == (
        "territoires-industrie-2018\u00a0: 24 questions, 42 agences, 10 contributions transmises,"
        " 0 brouillon, 331 passages codés. Aucun problème.\n"
    )
    assert rows(session) == before


def test_every_problem_has_its_line_and_the_last_line_counts_them(cli, session, tmp_path):
    folder = written(
        tmp_path / "bundle",
        changed("call.yaml", "language: fr", "language: de")
        | changed("contributions/abc.yaml", "amount: 12.50", "amount: 101"),
    )

    result = cli("bundle", "load", folder, code=1)

    assert result.stderr.splitlines() == [
        "call.yaml: ligne 3, language: «\u00a0de\u00a0» ne figure pas parmi\u00a0: fr, en.",
        "contributions/abc.yaml: ligne 12, answers.amount: Le nombre doit être au plus égal à 100.",
        "2 problèmes\u202f; rien n’a été chargé.",
    ]
    assert session.scalars(select(Call)).all() == []


def test_load_dump_and_load_again_change_nothing(cli, session, tmp_path):
    cli("bundle", "load", DEMO)
    before = rows(session)

    cli("bundle", "dump", "territoires-industrie-2018", tmp_path / "dump")
    cli("bundle", "dump", "territoires-industrie-2018", tmp_path / "dump.zip")
    again = [cli("bundle", "load", tmp_path / name).stdout for name in ("dump", "dump.zip")]

    assert again == ["territoires-industrie-2018\u00a0: déjà en place, rien n’a changé.\n"] * 2
    assert rows(session) == before
    assert read_bundle(tmp_path / "dump").bundle == read_bundle(DEMO).bundle


def test_a_dump_does_not_write_over_something_else(cli, tmp_path):
    cli("bundle", "load", written(tmp_path / "bundle"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")

    result = cli("bundle", "dump", "small-2026", other, code=1)

    assert result.stderr == (
        f"Error: {other} contient autre chose\u202f; choisissez un dossier vide.\n"
    )
    assert [path.name for path in other.iterdir()] == ["mine.txt"]


def test_a_dump_of_the_same_call_is_brought_up_to_date(cli, tmp_path):
    cli("bundle", "load", written(tmp_path / "bundle"))
    cli("bundle", "dump", "small-2026", tmp_path / "dump")
    (tmp_path / "dump/contributions/abc.yaml").rename(tmp_path / "dump/contributions/old.yaml")

    cli("bundle", "dump", "small-2026", tmp_path / "dump")

    names = sorted(path.name for path in (tmp_path / "dump/contributions").iterdir())
    assert names == ["abc.yaml"]


def test_a_call_that_is_not_there_is_not_dumped(cli, tmp_path):
    result = cli("bundle", "dump", "nothing", tmp_path / "dump", code=1)

    assert result.stderr == "Error: Il n’y a pas d’appel «\u00a0nothing\u00a0».\n"


def test_a_hostile_consultation_of_three_hundred_agencies_comes_back_equal(cli, session, tmp_path):
    canaries = write_hostile_bundle(tmp_path / "hostile")

    cli("bundle", "load", tmp_path / "hostile")
    cli("bundle", "dump", SLUG, tmp_path / "dump")

    sent = session.scalar(select(func.count()).select_from(Version))
    assert sent == canaries.sent == 240
    assert read_bundle(tmp_path / "dump").bundle == read_bundle(tmp_path / "hostile").bundle


def test_the_same_hostile_consultation_twice_is_the_same_bytes(tmp_path):
    first = write_hostile_bundle(tmp_path / "first", agencies=12)
    second = write_hostile_bundle(tmp_path / "second", agencies=12)

    assert first == second
    for path in (tmp_path / "first").rglob("*.*"):
        if path.is_file():
            other = tmp_path / "second" / path.relative_to(tmp_path / "first")
            assert path.read_bytes() == other.read_bytes()


def test_the_demonstration_is_prepared_once_and_its_links_are_fresh_each_time(
    app, cli, session, settings
):
    first = cli("demo", "prepare")
    before = rows(session)
    note = settings.var / "note-territoires-industrie-2018.pdf"
    made = note.read_bytes()

    second = cli("demo", "prepare")

    assert made.startswith(b"%PDF-")
    assert note.read_bytes() == made
    assert sorted(session.scalars(select(Call.slug))) == [
        "friches-demonstration",
        "territoires-industrie-2018",
    ]
    drafts = session.scalars(select(Contribution).where(~Contribution.versions.any())).all()
    assert sorted(one.invitation.acronym for one in drafts) == ["EX-JURA", "EX-LOZERE", "EX-SAMBRE"]
    trail = {name: before.pop(name) for name in ("audit_entry", "link")}
    after = rows(session)
    assert {name: after.pop(name) - count for name, count in trail.items()} == {
        "audit_entry": 2,
        "link": 3,
    }
    assert after == before
    lines = first.stdout.splitlines()
    assert [line.split("http")[0] for line in lines if "http" in line] == [
        "Équipe de la fédération, un lien de connexion à usage unique\u00a0: ",
        "Agence (EX-JURA), son lien personnel\u00a0: ",
        "Délégué, la note remise\u00a0: ",
        "Staff, a sign-in link that works once: ",
        "Agency (EX-JURA), its personal link: ",
        "Delegate, the note handed over: ",
    ]
    assert not set(addresses(first.stdout)) & set(addresses(second.stdout))
    opened = [app.test_client().get(address) for address in addresses(second.stdout)[:3]]
    assert [page.status_code for page in opened] == [200, 303, 302]


def addresses(output: str) -> list[str]:
    words = output.split()
    return [word.removeprefix("http://localhost") for word in words if word.startswith("http")]
