from consult.synthesis.composing.desk import Desk
from consult.synthesis.drafting.blocks import Block, BlockKind
from consult.synthesis.drafting.exhibiting import exhibited
from consult.synthesis.drafting.picking import exhibits
from consult.synthesis.snapshot import Audience
from tests.synthesis.reference import reference


def test_whatever_can_be_picked_is_printed():
    desk = Desk(reference(), Audience.DELEGATE)

    for part in exhibits(reference()):
        for choice in part.choices:
            shown = Block("b", BlockKind.TABLE, exhibited=choice.exhibited)
            assert exhibited(desk, shown) is not None, choice
