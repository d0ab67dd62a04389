import pytest

from consult.analysis.rule_tree import RuleError
from consult.synthesis.desk import Desk
from consult.synthesis.drafting.blocks import FigureChip, FigureForm
from consult.synthesis.drafting.figures import behind, printed, resolved
from consult.synthesis.snapshot import Audience
from consult.synthesis.wording import Counted
from tests.synthesis.reference import reference

REGION = "answer:gov_local=region"


@pytest.fixture
def desk() -> Desk:
    return Desk(reference(), Audience.DELEGATE)


def text(desk, form, rule=REGION):
    found = printed(desk, FigureChip(rule, form))
    return found.text if isinstance(found, Counted) else found


def test_a_figure_is_printed_in_every_form_and_a_share_not_below_thirty_answers(desk):
    said = {form.value: text(desk, form) for form in FigureForm}

    assert said == {
        "of": "2 agences sur 10",
        "agencies": "2 agences",
        "ratio": "2 sur 10",
        "count": "2",
        "share": "2 agences sur 10",
        "names": "(AER BFC, ARII SUD)",
    }


def test_what_is_printed_is_in_the_ledger_once_whatever_its_form(desk):
    for form in (FigureForm.OF, FigureForm.COUNT):
        text(desk, form)

    assert [one.rule for one in desk.ledger.figures] == [REGION]


def test_a_rule_that_is_wrong_prints_no_number(desk):
    assert text(desk, FigureForm.OF, "answer:gov_local=moon") == "[chiffre à corriger]"
    assert behind(desk, "answer:gov_local=moon").named == ()
    with pytest.raises(RuleError):
        resolved(desk, "answer:gov_local=moon")
    assert desk.ledger.figures == ()


def test_entries_are_counted_without_a_base(desk):
    assert text(desk, FigureForm.OF, "items:practices").isdigit()
