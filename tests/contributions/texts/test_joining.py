import pytest

from consult.contributions.texts.joining import joined
from consult.contributions.texts.merging import Said
from tests.contributions.world import EVERYTHING

QUESTIONS = EVERYTHING.by_key


@pytest.mark.parametrize(
    ("key", "base", "mine", "theirs", "both"),
    [
        ("text", "Un avis", "Un bon avis", "Un avis clair", "Un bon avis clair"),
        ("text", "Un avis", "Deux avis", "Trois avis", None),
        ("text", None, "Mon avis", "Son avis", None),
        ("text", "Un avis", "Un avis", "Un autre", "Un autre"),
        ("team", "Pôle", "Pôle nord", "Le Pôle", "Le Pôle nord"),
        (
            "needs",
            {"land": "low"},
            {"land": "high"},
            {"land": "low", "skills": "low"},
            {"land": "high", "skills": "low"},
        ),
        ("needs", {"land": "low"}, {"land": "high"}, {"land": "high"}, {"land": "high"}),
        ("needs", {}, {"land": "high"}, {"land": "low"}, None),
        ("needs", {"land": "low"}, {}, {"land": "low", "skills": "low"}, {"skills": "low"}),
        ("sectors", ["metal"], ["metal", "wood"], ["food"], ["wood", "food"]),
        ("sectors", [], ["metal", "wood"], ["food"], None),
        ("sectors", ["metal"], ["metal", {"other": "x"}], ["food"], None),
        ("order", ["one", "two"], ["two", "one"], ["one"], None),
        ("share", 1, 2, 3, None),
        ("actions", [], [{"title": "A"}], [{"title": "B"}], None),
    ],
)
def test_changes_are_joined_where_neither_undoes_the_other(key, base, mine, theirs, both):
    found = joined(QUESTIONS[key], base=Said(base), mine=Said(mine), theirs=Said(theirs))
    assert (found.value if found else None) == both


def test_what_either_made_confidential_stays_so():
    base, mine, theirs = Said("Un avis"), Said("Un bon avis"), Said("Un avis", confidential=True)
    assert joined(QUESTIONS["text"], base=base, mine=mine, theirs=theirs) == Said(
        "Un bon avis", confidential=True
    )


def test_formatting_of_mine_stays_on_its_words_and_theirs_is_never_dropped():
    bold = {"text": "Un avis", "marks": [{"kind": "bold", "start": 3, "end": 7}]}
    question = QUESTIONS["text"]
    found = joined(question, base=Said("Un avis"), mine=Said(bold), theirs=Said("Un bon avis"))
    assert found.value == {
        "text": "Un bon avis",
        "marks": [{"kind": "bold", "start": 7, "end": 11}],
    }
    assert (
        joined(question, base=Said("Un avis"), mine=Said("Un bon avis"), theirs=Said(bold)) is None
    )
