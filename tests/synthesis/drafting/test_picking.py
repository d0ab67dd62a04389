from consult.synthesis.composing.desk import Desk
from consult.synthesis.composing.quotes import Quoter
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.citing import Badge
from consult.synthesis.drafting.exhibiting import exhibited
from consult.synthesis.drafting.offering import Offerer
from consult.synthesis.drafting.picking import badge, exhibits, practices
from consult.synthesis.drafting.sentences import Pen
from consult.synthesis.snapshot import Audience
from tests.synthesis.reference import reference


def test_whatever_can_be_picked_is_printed():
    desk = Desk(reference(), Audience.DELEGATE)

    for part in exhibits(reference()):
        for choice in part.choices:
            shown = Block("b", BlockKind.TABLE, exhibited=choice.exhibited)
            assert exhibited(desk, shown) is not None, choice


def test_a_practice_is_citable_where_the_note_prints_it_and_nowhere_else():
    desk = Desk(reference(), Audience.DELEGATE)
    quoter = Quoter(desk)
    offerer = Offerer(desk, quoter, Pen(desk, quoter))
    found = practices(desk)

    for one in found:
        block = Block("b", BlockKind.PRACTICE, described=one.described)
        assert (badge(desk, one) is Badge.CITABLE) == (offerer.practice(block) is not None), one
    unnamed = {one.described.agency for one in found if badge(desk, one) is Badge.UNNAMED}
    assert unnamed == {"CEEVO", "Dunkerque Promotion"}


def test_a_practice_is_found_by_its_words_and_by_its_agency_whatever_the_accents():
    desk = Desk(reference(), Audience.DELEGATE)
    every = practices(desk)
    one = every[-1]
    words = f"{one.title} {one.described.agency}".upper()

    assert one in practices(desk, words.replace("É", "E"))
    assert {each.described.agency for each in practices(desk, words)} == {one.described.agency}
    assert practices(desk, "  ") == every
    assert practices(desk, f"{one.title} xyzzy") == ()
