from __future__ import annotations

from datetime import timedelta

import pytest

from consult.accounts import service as accounts
from consult.accounts.models import Role
from consult.errors import NotFound
from consult.synthesis.drafting import edits, remarks, writing
from consult.synthesis.drafting.block_json import BadBlock
from consult.synthesis.drafting.blocks import Block, BlockKind, Words
from consult.synthesis.drafting.edits import ChangedSince, EditKind, NothingToUndo
from consult.synthesis.drafting.writing import Stale
from tests import office
from tests.office import AT


def said(text):
    return {"content": [{"text": text}]}


class Desk:
    """A call with a manuscript, two colleagues, and short ways to write in it."""

    def __init__(self, session):
        self.session = session
        self.call = office.call(session, audience=1)
        self.claire = accounts.create_user(
            session, email="claire@f.example", role=Role.MANAGER, at=AT
        )
        self.paul = accounts.create_user(session, email="paul@f.example", role=Role.MANAGER, at=AT)
        self.manuscript = writing.begin(session, call=self.call, user=self.claire, at=AT)

    def add(self, text, *, kind=BlockKind.CLAIM, after=writing.LAST, user=None, at=AT):
        titled = kind in (BlockKind.CHAPTER, BlockKind.HEADING)
        return writing.add(
            self.session,
            manuscript=self.manuscript,
            user=user or self.claire,
            kind=kind,
            content={"title": text} if titled else said(text),
            after=after,
            at=at,
        ).key

    def change(self, key, text, *, user=None, revision=None, at=AT, kind=None):
        block = writing.block_of(self.manuscript, key)
        return writing.change(
            self.session,
            manuscript=self.manuscript,
            user=user or self.claire,
            key=key,
            content=said(text),
            revision=block.revision if revision is None else revision,
            kind=kind,
            at=at,
        )

    def move(self, key, after, user=None):
        given = {"manuscript": self.manuscript, "user": user or self.claire, "at": AT}
        writing.move(self.session, **given, key=key, after=after)

    def remove(self, key, user=None):
        given = {"manuscript": self.manuscript, "user": user or self.claire, "at": AT}
        return writing.remove(self.session, **given, key=key)

    def undo(self, user=None):
        edits.undo(self.session, call=self.call, user=user or self.claire, at=AT)

    def redo(self, user=None):
        edits.redo(self.session, call=self.call, user=user or self.claire, at=AT)

    @property
    def words(self):
        ordered = writing.in_order(self.manuscript)
        return [writing.opening(writing.as_block(one)) for one in ordered]


@pytest.fixture
def desk(session):
    return Desk(session)


def test_blocks_stand_in_the_order_they_were_put(desk):
    first = desk.add("un")
    desk.add("trois")
    desk.add("deux", after=first)
    desk.add("zéro", after=None)

    assert desk.words == ["zéro", "un", "deux", "trois"]


def test_annexes_stay_behind_what_is_added_last(desk):
    given = {"manuscript": desk.manuscript, "user": desk.claire, "after": writing.LAST, "at": AT}
    switch = {"annex": "full", "on": False}
    writing.add(desk.session, **given, kind=BlockKind.ANNEX, content=switch)
    desk.add("un")

    assert [one.kind.value for one in writing.in_order(desk.manuscript)] == ["claim", "annex"]


def test_a_message_never_comes_behind_a_chapter(desk):
    chapter = desk.add("A", kind=BlockKind.CHAPTER)
    desk.add("un", kind=BlockKind.MESSAGE, after=chapter)
    desk.add("deux", kind=BlockKind.MESSAGE)
    desk.add("zéro", kind=BlockKind.MESSAGE, after=None)

    assert desk.words == ["zéro", "un", "deux", "A"]


def test_a_chapter_moves_and_leaves_with_its_blocks(desk):
    first = desk.add("A", kind=BlockKind.CHAPTER)
    desk.add("a")
    second = desk.add("B", kind=BlockKind.CHAPTER)
    desk.add("b")

    desk.move(first, second)
    assert desk.words == ["B", "b", "A", "a"]

    assert len(desk.remove(second)) == 2
    assert desk.words == ["A", "a"]
    desk.undo()
    assert desk.words == ["B", "b", "A", "a"]
    desk.undo()
    assert desk.words == ["A", "a", "B", "b"]
    desk.redo()
    assert desk.words == ["B", "b", "A", "a"]


def test_a_move_to_where_it_stands_is_no_edit(desk):
    first = desk.add("un")
    second = desk.add("deux")
    before = desk.manuscript.revision

    desk.move(second, first)

    assert desk.manuscript.revision == before


def test_a_move_behind_what_moves_along_or_is_gone_changes_nothing(desk):
    desk.add("un")
    chapter = desk.add("A", kind=BlockKind.CHAPTER)
    inside = desk.add("a")
    desk.add("fin")
    before = desk.manuscript.revision

    desk.move(chapter, inside)
    desk.move(inside, inside)
    desk.move(inside, "gone")

    assert desk.words == ["un", "A", "a", "fin"]
    assert desk.manuscript.revision == before


def test_there_is_room_for_many_blocks_at_one_place(desk):
    first = desk.add("un")
    desk.add("fin")
    for number in range(120):
        desk.add(str(number), after=first)

    assert desk.words == ["un", *(str(number) for number in reversed(range(120))), "fin"]


def test_nobody_writes_over_a_text_they_have_not_seen(desk):
    key = desk.add("un")
    seen = writing.block_of(desk.manuscript, key).revision
    desk.change(key, "deux", user=desk.paul)

    with pytest.raises(Stale) as refused:
        desk.change(key, "trois", revision=seen)

    assert refused.value.block.content == said("deux")
    assert desk.change(key, "deux", revision=seen).revision > seen  # they agree: nothing is lost


def test_moving_a_block_does_not_make_its_text_stale(desk):
    first, second = desk.add("un"), desk.add("deux")
    seen = writing.block_of(desk.manuscript, second).revision
    desk.move(second, None, user=desk.paul)

    desk.change(second, "deux encore", revision=seen)

    assert desk.words == ["deux encore", "un"]
    assert first


def test_what_is_typed_without_a_pause_is_taken_back_at_once(desk):
    key = desk.add("")
    moments = (0, 10, 39, 69)
    for seconds in moments:
        desk.change(key, f"à {seconds} s", at=AT + timedelta(seconds=seconds))

    desk.undo()
    assert desk.words == ["à 39 s"]  # 30 seconds are a pause, 29 are not
    desk.undo()
    assert desk.words == [""]


def test_two_minutes_of_typing_are_one_edit_at_most(desk):
    key = desk.add("")
    for seconds in range(0, 125, 20):
        desk.change(key, f"à {seconds} s", at=AT + timedelta(seconds=seconds))

    desk.undo()

    assert desk.words == ["à 100 s"]


def test_each_takes_back_what_they_did_themselves(desk):
    mine = desk.add("un")
    theirs = desk.add("deux", user=desk.paul)
    desk.change(mine, "un encore")

    desk.undo(desk.paul)
    assert desk.words == ["un encore"]
    with pytest.raises(NothingToUndo):
        desk.undo(desk.paul)
    desk.redo(desk.paul)
    assert desk.words == ["un encore", "deux"]
    assert theirs


def test_what_somebody_changed_since_is_not_taken_back(desk):
    key = desk.add("un")
    desk.change(key, "deux", user=desk.paul)

    with pytest.raises(ChangedSince):
        desk.undo()

    assert desk.words == ["deux"]


def test_a_block_moved_since_keeps_its_place_when_its_text_is_taken_back(desk):
    key = desk.add("un")
    other = desk.add("autre")
    desk.change(key, "deux")
    desk.move(key, other, user=desk.paul)

    desk.undo()

    assert desk.words == ["autre", "un"]


def test_something_new_forgets_what_could_be_done_again(desk):
    key = desk.add("un")
    desk.change(key, "deux")
    desk.undo()
    desk.change(key, "trois")

    with pytest.raises(NothingToUndo):
        desk.redo()
    assert desk.words == ["trois"]


def test_a_block_brought_back_is_newer_than_any_that_was_seen(desk):
    key = desk.add("un")
    seen = writing.block_of(desk.manuscript, key).revision
    desk.remove(key)
    desk.undo()

    assert writing.block_of(desk.manuscript, key).revision > seen


def test_many_blocks_proposed_are_one_thing_to_take_back(desk):
    made = [
        Block(writing.fresh_key(), BlockKind.TEXT, content=(Words(str(number)),), proposed=True)
        for number in range(3)
    ]
    given = {"manuscript": desk.manuscript, "user": desk.claire, "at": AT}
    keys = writing.add_all(desk.session, **given, blocks=made, after=None)
    assert desk.words == ["0", "1", "2"]

    corrected = {keys[0]: said("zéro"), keys[2]: said("deux"), keys[1]: made and said("1")}
    writing.change_all(desk.session, **given, contents=corrected, kind=EditKind.CORRECT)
    assert desk.words == ["zéro", "1", "deux"]
    desk.undo()
    assert desk.words == ["0", "1", "2"]
    desk.undo()
    assert desk.words == []


def test_what_is_proposed_is_no_longer_once_somebody_keeps_it(desk):
    block = Block("b1", BlockKind.TEXT, content=(Words("un"),), proposed=True)
    given = {"manuscript": desk.manuscript, "user": desk.claire, "at": AT}
    writing.add_all(desk.session, **given, blocks=[block], after=None)
    assert writing.as_block(writing.block_of(desk.manuscript, "b1")).proposed is True

    kept = desk.change("b1", "un")

    assert kept.content == said("un")


def test_a_chapter_is_kept_as_proposed_with_everything_in_it(desk):
    kinds = (BlockKind.CHAPTER, BlockKind.TEXT, BlockKind.CHAPTER)
    made = [Block(f"b{n}", kind, title="T", proposed=True) for n, kind in enumerate(kinds)]
    given = {"manuscript": desk.manuscript, "user": desk.claire, "at": AT}
    writing.add_all(desk.session, **given, blocks=made, after=None)

    writing.keep(desk.session, **given, key="b0", whole=True)
    ordered = writing.in_order(desk.manuscript)
    assert [writing.as_block(one).proposed for one in ordered] == [False, False, True]
    writing.keep(desk.session, **given, key="b2")
    assert not any(writing.as_block(one).proposed for one in ordered)


def test_a_block_turned_into_another_kind_keeps_its_text(desk):
    key = desk.add("un", kind=BlockKind.TEXT)

    desk.change(key, "un", kind=BlockKind.CLAIM)
    assert writing.block_of(desk.manuscript, key).kind is BlockKind.CLAIM
    desk.undo()
    assert writing.block_of(desk.manuscript, key).kind is BlockKind.TEXT


def test_what_is_no_block_is_refused(desk):
    key = desk.add("un")
    given = {"manuscript": desk.manuscript, "user": desk.claire, "at": AT}
    with pytest.raises(BadBlock):
        writing.change(
            desk.session, **given, key=key, content={"content": [{"text": 3}]}, revision=1
        )
    with pytest.raises(NotFound):
        desk.remove("none")


def test_remarks_are_answered_settled_and_opened_again(desk):
    first, second = desk.add("un"), desk.add("deux")
    given = {"manuscript": desk.manuscript, "at": AT}
    for block, user, text in (
        (second, desk.claire, "Qui le dit ?"),
        (first, desk.paul, "Trop long."),
        (second, desk.paul, " ADERLY. "),
        ("gone", desk.paul, "Où est-ce ?"),
    ):
        remarks.say(desk.session, **given, block=block, user=user, text=text)

    assert remarks.counts(desk.session, desk.manuscript) == {first: 1, second: 2, "gone": 1}
    threads = remarks.in_order(desk.session, desk.manuscript)
    assert [(one.block, one.kind) for one in threads] == [
        (first, BlockKind.CLAIM),
        (second, BlockKind.CLAIM),
        ("gone", None),
    ]
    assert [one.text for one in threads[1].remarks] == ["Qui le dit ?", "ADERLY."]

    assert remarks.settle(desk.session, **given, block=second, user=desk.claire) == 2
    assert remarks.counts(desk.session, desk.manuscript) == {first: 1, "gone": 1}
    assert remarks.in_order(desk.session, desk.manuscript)[1].settled_by == "claire"
    remarks.reopen(desk.session, manuscript=desk.manuscript, block=second)
    assert remarks.counts(desk.session, desk.manuscript)[second] == 2


def test_a_manuscript_survives_no_call_that_is_erased(desk):
    from consult.erasing import erase  # noqa: PLC0415 - the one test that erases

    key = desk.add("un")
    given = {"manuscript": desk.manuscript, "block": key, "user": desk.claire, "at": AT}
    remarks.say(desk.session, **given, text="Qui ?")

    gone = erase(desk.session, {"call": [desk.call.id]})

    tables = ("manuscript", "manuscript_block", "manuscript_edit", "block_remark")
    assert [len(gone[table]) for table in tables] == [1, 1, 1, 1]
