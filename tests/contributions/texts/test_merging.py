from hypothesis import given
from hypothesis import strategies as st

from consult.contributions.texts.merging import NOTHING, Said, merge

OLD, MINE, THEIRS = Said("old"), Said("mine"), Said("theirs")


def joined(*, mine, theirs, base=OLD):
    done = merge(["q"], mine={"q": mine}, theirs={"q": theirs}, base={"q": base.mark})
    return done.answers["q"], done.conflicts, done.taken


def test_what_only_i_changed_is_mine():
    assert joined(mine=MINE, theirs=OLD) == (MINE, (), ())


def test_what_only_somebody_else_changed_is_theirs():
    assert joined(mine=OLD, theirs=THEIRS) == (THEIRS, (), ("q",))


def test_what_both_changed_alike_is_settled():
    assert joined(mine=MINE, theirs=MINE) == (MINE, (), ())


def test_what_both_changed_is_asked():
    assert joined(mine=MINE, theirs=THEIRS) == (MINE, ("q",), ())


def test_emptying_an_answer_is_a_change_like_another():
    assert joined(mine=NOTHING, theirs=THEIRS) == (NOTHING, ("q",), ())


def test_a_confidential_tick_is_a_change_like_another():
    secret = Said("old", confidential=True)
    assert joined(mine=secret, theirs=THEIRS) == (secret, ("q",), ())


def test_without_the_mark_of_its_base_a_difference_is_asked():
    done = merge(["q"], mine={"q": MINE}, theirs={"q": OLD}, base={})
    assert done.conflicts == ("q",)


@given(st.text(), st.text(), st.text())
def test_no_text_disappears_without_a_question(base, mine, theirs):
    done = merge(
        ["q"], mine={"q": Said(mine)}, theirs={"q": Said(theirs)}, base={"q": Said(base).mark}
    )
    kept = done.answers["q"].value
    lost = {mine, theirs} - {kept, base}
    assert bool(lost) == bool(done.conflicts)


def test_what_i_saved_last_and_send_again_is_settled():
    done = merge(["q"], mine={"q": MINE}, theirs={"q": THEIRS}, base={"q": OLD.mark})
    assert done.settled({"q": MINE}, {"q": THEIRS}).answers == {"q": THEIRS}
    assert done.settled({"q": MINE}, {"q": THEIRS}).conflicts == ()
    assert done.settled({"q": OLD}, {"q": THEIRS}) == done
    assert done.settled({}, {"q": THEIRS}) == done
