from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from config import ROOT
from consult import storage
from consult.accounts.models import AuditEntry, Role
from consult.accounts.service import create_user
from consult.analysis.material import Stance
from consult.analysis.models import Coding, Excerpt, Origin, Theme
from consult.analysis.queries import material
from consult.bundles import dumping
from consult.bundles.checking import read_bundle
from consult.bundles.format import Bundle
from consult.bundles.loading import CannotLoad, load
from consult.bundles.queries import call_with_slug
from consult.contributions import consenting, queries
from consult.contributions.consent import (
    Attribution,
    Consent,
    DeclarationKind,
    QuotePermission,
    consent_of,
)
from consult.contributions.models import Answer, Attachment, Contribution, Declaration, Version
from consult.db import Base
from consult.synthesis.drafting import queries as drafting
from consult.synthesis.models import Manuscript, ManuscriptEdit
from tests.bundles.small import ANSWER, THEMES, changed, written
from tests.bundles.strategies import bundles

AT = datetime(2026, 3, 21, 8, 0, tzinfo=UTC)
DEMO = ROOT / "consult/demo/territoires-industrie-2018"


@pytest.fixture
def kept():
    return storage.Memory()


@pytest.fixture
def small(tmp_path):
    return read_bundle(written(tmp_path / "small")).bundle


def loaded(session, bundle, kept, at=AT):
    return load(session, bundle=bundle, storage=kept, grace_seconds=120, actor="test", at=at)


def dumped(session, slug, kept):
    session.flush()
    session.expire_all()
    return dumping.bundle_of(session, call_with_slug(session, slug), kept)


def rows(session):
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def test_the_reference_is_kept_as_it_was_told(session, kept):
    bundle = read_bundle(DEMO).bundle

    report = loaded(session, bundle, kept)

    assert (report.agencies, report.sent, report.drafts, report.passages) == (42, 10, 0, 331)
    assert dumped(session, bundle.call.slug, kept) == bundle
    assert sorted(kept.kept) == sorted(
        file["digest"]
        for sheet in bundle.contributions
        for file in sheet.answers.get("attachments", ())
    )


def test_loading_twice_is_loading_once(session, kept):
    bundle = read_bundle(DEMO).bundle
    loaded(session, bundle, kept)
    before = rows(session)

    report = loaded(session, bundle, kept, AT + timedelta(days=1))

    assert not report.changed
    assert rows(session) == before


def test_what_is_dumped_loads_back_without_a_change(session, kept):
    loaded(session, read_bundle(DEMO).bundle, kept)
    before = rows(session)
    bundle = dumped(session, "territoires-industrie-2018", kept)

    assert not loaded(session, bundle, kept).changed
    assert rows(session) == before


def test_a_changed_title_adds_no_row_but_its_trace(session, kept, small):
    loaded(session, small, kept)
    before = rows(session)

    loaded(session, replace(small, call=replace(small.call, title="Autre")), kept)

    assert rows(session) == before | {"audit_entry": before["audit_entry"] + 1}
    assert dumped(session, "small-2026", kept).call.title == "Autre"


def test_each_loading_that_changes_something_is_in_the_trail(session, kept, small):
    loaded(session, small, kept)
    loaded(session, small, kept)

    entries = session.scalars(select(AuditEntry)).all()

    assert [(entry.action, entry.subject) for entry in entries] == [
        ("bundle.load", "call:small-2026")
    ]


def test_a_new_version_is_made_only_when_the_content_differs(session, kept, small, tmp_path):
    loaded(session, small, kept)
    newer = read_bundle(
        written(tmp_path / "newer", changed("contributions/abc.yaml", "Pôle deux", "Pôle trois"))
    ).bundle

    assert loaded(session, newer, kept).versions == 1
    assert loaded(session, newer, kept).versions == 0
    numbers = session.execute(select(Version.number, Version.reference)).all()
    assert [number for number, _ in numbers] == [1, 2]
    assert len({reference.rpartition("-")[0] for _, reference in numbers}) == 1


def test_an_answer_that_changed_since_is_left_alone(session, kept, small, tmp_path):
    loaded(session, small, kept)
    contribution = session.scalars(select(Contribution)).one()
    contribution.saved_at = AT
    contribution.revision += 1
    newer = read_bundle(
        written(tmp_path / "newer", changed("contributions/abc.yaml", "Pôle deux", "Pôle trois"))
    ).bundle

    report = loaded(session, newer, kept)

    assert (report.versions, report.left) == (0, ["ABC"])


def test_a_draft_somebody_works_on_is_left_alone(session, kept, tmp_path):
    draft = changed("contributions/abc.yaml", "submitted_at: 2026-03-20T12:00\n", "")
    folder = written(tmp_path / "draft", {**draft, "themes.yaml": None})
    bundle = read_bundle(folder).bundle
    loaded(session, bundle, kept)
    contribution = session.scalars(select(Contribution)).one()
    assert contribution.sent is None

    assert loaded(session, replace(bundle, call=replace(bundle.call, title="B")), kept).left == []
    contribution.saved_at = AT + timedelta(hours=1)
    report = loaded(session, replace(bundle, call=replace(bundle.call, title="C")), kept)

    assert report.left == ["ABC"]


def test_what_people_coded_survives_another_import(session, kept, small, tmp_path):
    loaded(session, small, kept)
    version = session.scalars(select(Version)).one()
    theme = session.scalars(select(Theme)).one()
    excerpt = Excerpt(
        version=version, question=theme.question, item=None, field=None, start=0, end=5,
        confidential=False, position=9, codings=[],
    )  # fmt: skip
    session.add(excerpt)
    excerpt.codings.append(Coding(theme=theme, stance=None, origin=Origin.HUMAN, coded_at=AT))
    session.flush()
    newer = read_bundle(
        written(tmp_path / "newer", changed("themes.yaml", "start: 11", "start: 0"))
    ).bundle

    loaded(session, newer, kept)

    told = session.execute(
        select(Excerpt.start, Excerpt.end, Coding.origin).join(Coding).order_by(Excerpt.end)
    ).all()
    assert [tuple(row) for row in told] == [(0, 5, Origin.HUMAN), (0, 10, Origin.IMPORT)]


def test_a_question_nobody_needs_any_more_goes(session, kept, small, tmp_path):
    loaded(session, small, kept)
    call, answer = (
        changed("call.yaml", "      - {key: day, kind: date, label: Jour}\n", ""),
        changed("contributions/abc.yaml", "  day: 2026-03-19\n", ""),
    )
    newer = read_bundle(written(tmp_path / "newer", {**call, **answer})).bundle

    loaded(session, newer, kept)

    assert dumped(session, "small-2026", kept) == newer


def test_a_question_that_somebody_else_answered_stays(session, kept, small, tmp_path):
    loaded(session, small, kept)
    call = changed("call.yaml", "      - {key: day, kind: date, label: Jour}\n", "")
    newer = read_bundle(
        written(tmp_path / "newer", {**call, "contributions/abc.yaml": None, "themes.yaml": None})
    )
    # The answer is in the database but no longer in the folder.
    folder = tmp_path / "newer"
    (folder / "contributions").mkdir(exist_ok=True)
    newer = read_bundle(folder)

    with pytest.raises(CannotLoad) as refused:
        loaded(session, newer.bundle, kept)

    assert refused.value.args[0].told(str) == (
        "call.yaml: day: The question “day” would be lost or change its kind,"
        " but 1 things said or coded elsewhere rest on it."
    )


def test_files_are_attachments_and_a_confidential_one_says_so(session, kept, tmp_path):
    secret = changed(
        "contributions/abc.yaml", "channel: web\n", "channel: web\nconfidential: [papers]\n"
    )
    bundle = read_bundle(written(tmp_path / "secret", secret)).bundle

    loaded(session, bundle, kept)

    answers = session.scalars(select(Answer).where(Answer.confidential)).all()
    files = session.scalars(select(Attachment)).all()
    assert [(answer.question.key, answer.value) for answer in answers] == [("papers", None)]
    assert [(file.filename, kept.read(file.digest)) for file in files] == [
        ("note.txt", b"Une note.\n")
    ]
    assert dumped(session, "small-2026", kept) == bundle


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(bundle=bundles())
def test_any_bundle_loads_dumps_and_loads_again_unchanged(session, bundle: Bundle):
    kept = storage.Memory()
    try:
        loaded(session, bundle, kept)
        before = rows(session)
        again = dumped(session, bundle.call.slug, kept)

        assert again == bundle
        assert not loaded(session, again, kept).changed
        longer = replace(again, call=replace(again.call, title="Un autre titre, exprès"))
        loaded(session, longer, kept)

        assert dumped(session, bundle.call.slug, kept) == longer
        assert rows(session) | {"audit_entry": 0} == before | {"audit_entry": 0}
    finally:
        session.rollback()


def mind(session, bundle, consent):
    """The first agency changes its mind after sending."""
    contribution = session.scalars(select(Contribution).order_by(Contribution.id)).first()
    draft = queries.whole(session, contribution.invitation.public_id, to_write=True)
    later = max(AT, draft.sent.sent_at) + timedelta(days=1)
    return consenting.change(session, draft=draft, consent=consent, at=later)


def test_a_dump_tells_the_consent_that_holds_and_loads_back_without_a_change(
    session, kept, tmp_path
):
    bundle = read_bundle(DEMO).bundle
    loaded(session, bundle, kept)
    session.flush()
    secret = bundle.contributions[0].answers.keys() & {"free_expression", "challenges_local"}
    mind(session, bundle, Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED, secret))
    told = dumped(session, bundle.call.slug, kept)
    sheet = next(one for one in told.contributions if one not in bundle.contributions)

    assert consent_of(
        {
            "answers": sheet.answers,
            "attribution": sheet.attribution,
            "quote_permission": sheet.quote_permission,
            "confidential": sheet.confidential,
        }
    ) == Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED, frozenset(secret))
    assert not loaded(session, told, kept).changed
    retitled = replace(told, call=replace(told.call, title="Autrement"))
    report = loaded(session, retitled, kept)
    assert (report.versions, report.left) == (0, [])
    assert dumped(session, bundle.call.slug, kept) == retitled


def test_the_first_bundle_loaded_again_does_not_undo_a_change_of_mind(session, kept):
    bundle = read_bundle(DEMO).bundle
    loaded(session, bundle, kept)
    session.flush()
    mind(session, bundle, Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED))
    told = dumped(session, bundle.call.slug, kept)
    loaded(session, bundle, kept)
    assert dumped(session, bundle.call.slug, kept) == told


def test_what_an_agency_declared_later_is_left_alone(session, kept, tmp_path):
    bundle = read_bundle(written(tmp_path / "one")).bundle
    loaded(session, bundle, kept)
    row = session.scalars(select(Declaration)).one()
    assert (row.invitation.acronym, row.joined.acronym, row.named) == ("DEF", "ABC", True)
    row.declared_at, row.joined, row.kind = AT, None, DeclarationKind.DECLINED
    session.flush()
    retitled = replace(bundle, call=replace(bundle.call, title="Autrement"))
    assert loaded(session, retitled, kept).left == ["DEF"]
    session.refresh(row)
    assert row.kind is DeclarationKind.DECLINED


def test_a_withdrawal_is_kept_and_sending_again_ends_it(session, kept, tmp_path):
    gone = {"contributions/abc.yaml": ANSWER + "withdrawn_at: 2026-03-21T10:00\n"}
    bundle = read_bundle(written(tmp_path / "one", gone)).bundle
    loaded(session, bundle, kept)
    assert dumped(session, bundle.call.slug, kept) == bundle
    assert material(session, bundle.call.slug).replies == ()
    anew = replace(
        bundle.contributions[0],
        submitted_at=AT + timedelta(days=1),
        withdrawn_at=None,
    )
    report = loaded(session, replace(bundle, contributions=(anew,)), kept)
    assert (report.versions, report.left) == (1, [])
    assert len(material(session, bundle.call.slug).replies) == 1


def test_what_two_people_coded_alike_is_told_once(session, kept, small):
    loaded(session, small, kept)
    excerpt = session.scalars(select(Excerpt)).one()
    theme = session.scalars(select(Theme)).one()
    ada = create_user(session, email="ada@example.org", role=Role.READER, at=AT)
    excerpt.codings.append(
        Coding(theme=theme, stance=Stance.OPPOSE, origin=Origin.HUMAN, user=ada, coded_at=AT)
    )
    session.flush()

    assert dumped(session, "small-2026", kept) == small


def test_a_theme_of_every_question_and_what_is_under_it_come_back(session, kept, tmp_path):
    delays = (
        "  - {key: delays, label: Délais, colour: 4, passages: ["
        "{question: why, agency: ABC, text: Parce que., start: 0}]}\n"
    )
    late = "  - {key: late, label: Retards, parent: delays}\n"
    book = {"themes.yaml": f"{THEMES}themes:\n{delays}{late}"}
    bundle = read_bundle(written(tmp_path / "across", book)).bundle
    loaded(session, bundle, kept)
    assert dumped(session, "small-2026", kept) == bundle

    alone = {"themes.yaml": f"{THEMES}themes:\n{late.replace(', parent: delays', '')}"}
    without = read_bundle(written(tmp_path / "alone", alone)).bundle
    loaded(session, without, kept)

    assert dumped(session, "small-2026", kept) == without


def test_the_places_of_a_note_follow_the_version_that_the_bundle_tells(session, kept, tmp_path):
    first = read_bundle(written(tmp_path / "first")).bundle
    loaded(session, first, kept)
    newer = changed("contributions/abc.yaml", "2026-03-20T12:00", "2026-03-20T15:00")
    second = read_bundle(written(tmp_path / "second", newer)).bundle
    loaded(session, second, kept, at=AT + timedelta(hours=1))
    session.flush()

    call = call_with_slug(session, "small-2026")
    manuscript = drafting.manuscript(session, call)
    places = [one.place for block in manuscript.blocks for one in block.quotations]
    assert [(one.version, one.start) for one in places] == [(2, 11), (2, 0)]
    assert dumped(session, "small-2026", kept) == second


def test_a_note_that_somebody_wrote_in_is_left_alone(session, kept, small, tmp_path):
    loaded(session, small, kept)
    other = changed("note.yaml", "title: Raisons", "title: Causes")
    changed_note = read_bundle(written(tmp_path / "other", other)).bundle
    assert not loaded(session, changed_note, kept).note_left
    assert dumped(session, "small-2026", kept) == changed_note

    manuscript = session.scalars(select(Manuscript)).one()
    session.add(
        ManuscriptEdit(
            manuscript_id=manuscript.id,
            user_id=None,
            kind="write",
            about={},
            changes=[],
            at=AT,
            changed_at=AT,
        )
    )
    session.flush()

    assert loaded(session, small, kept).note_left
    assert dumped(session, "small-2026", kept) == changed_note


def test_a_bundle_without_a_note_leaves_the_note_alone(session, kept, small, tmp_path):
    loaded(session, small, kept)
    bare = read_bundle(written(tmp_path / "bare", {"note.yaml": None})).bundle

    loaded(session, bare, kept)

    told = dumped(session, "small-2026", kept)
    assert (told.blocks, told.kept) == (small.blocks, small.kept)
