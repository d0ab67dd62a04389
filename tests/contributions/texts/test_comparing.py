import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.calls.questionnaire import QuestionKind
from consult.contributions.shown import Shown
from consult.contributions.texts.comparing import Line, change_of, changes, lines_of, said_in
from consult.contributions.texts.merging import Said
from consult.contributions.texts.word_by_word import Piece, State, merged, words
from tests.contributions.world import EVERYTHING

SAME, OUT, IN, MOVED, CHANGED = State.SAME, State.OUT, State.IN, State.MOVED, State.CHANGED
TEXTS = st.text(st.sampled_from("ab é’.\n"), max_size=40)
QUESTIONS = EVERYTHING.by_key
CHANGES = {
    "team": ("Pôle", "Pôle nord"),
    "scale": ("town", {"other": "both"}),
    "share": (12, 12.5),
    "text": ("Un avis", "Un autre avis"),
    "sectors": (["metal", "wood"], ["wood", "food"]),
    "needs": ({"land": "low"}, {"land": "high", "skills": "low"}),
    "order": (["one", "two"], ["two", "one", "three"]),
    "since": ("2020-01-01", "2021-01-01"),
    "papers": ([{"filename": "a.pdf", "digest": "1"}], [{"filename": "b.pdf", "digest": "2"}]),
    "actions": ([{"title": "One"}], [{"title": "Two"}]),
}


def told(pieces):
    return [(piece.state.value, piece.text) for piece in pieces]


def test_texts_are_compared_word_by_word():
    assert told(words("Le foncier manque, en ville.", "Le foncier public manque en ville.")) == [
        ("same", "Le foncier "),
        ("in", "public "),
        ("same", "manque"),
        ("out", ","),
        ("same", " en ville."),
    ]


def test_words_replaced_side_by_side_are_one_replacement():
    assert told(words("un bon avis", "une belle idée")) == [
        ("out", "un bon avis"),
        ("in", "une belle idée"),
    ]


@given(TEXTS, TEXTS)
def test_what_is_left_and_what_is_kept_are_the_two_texts(before, after):
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.state is not IN) == before
    assert "".join(piece.text for piece in pieces if piece.state is not OUT) == after


def test_a_long_text_is_compared_paragraph_by_paragraph():
    before = "\n".join(f"paragraphe {n} du texte" for n in range(2000))
    after = before.replace("paragraphe 1000 du", "alinéa 1000 du")
    changed = [one for one in words(before, after) if one.state is not SAME]
    assert told(changed) == [("out", "paragraphe"), ("in", "alinéa")]


def test_two_long_texts_with_nothing_in_common_do_not_take_for_ever():
    before, after = "a b c " * 50_000, "d e f " * 50_000
    assert told(words(before, after)) == [("out", before), ("in", after)]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("Un avis clair", "Un bon avis", "Un bon avis clair"),
        ("Un avis", "Un avis", "Un avis"),
        ("Deux avis", "Trois avis", None),
        ("Un avis de plus", "Un avis de trop", None),
    ],
)
def test_changes_in_different_places_are_joined_and_others_are_not(mine, theirs, both):
    assert merged("Un avis", mine, theirs) == both


@given(TEXTS, TEXTS)
def test_joining_with_somebody_who_changed_nothing_gives_the_other_text(base, mine):
    assert (merged(base, mine, base), merged(base, base, mine)) == (mine, mine)


@given(TEXTS, TEXTS, TEXTS)
def test_joining_does_not_depend_on_who_comes_first(base, mine, theirs):
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


def test_lists_say_what_came_and_what_went():
    lines = lines_of(Shown("list", lines=("Bois", "Métal")), Shown("list", lines=("Métal", "Blé")))
    assert [(line.state, line.pieces[0].text) for line in lines] == [
        (OUT, "Bois"),
        (SAME, "Métal"),
        (IN, "Blé"),
    ]


def test_an_order_says_each_rank_before_and_after():
    lines = lines_of(Shown("order", lines=("A", "B", "C")), Shown("order", lines=("B", "A", "D")))
    assert [(line.state, line.pieces[0].text, line.was, line.now) for line in lines] == [
        (MOVED, "B", 2, 1),
        (MOVED, "A", 1, 2),
        (IN, "D", None, 3),
        (OUT, "C", 3, None),
    ]


def test_a_grid_says_the_rows_that_changed():
    lines = lines_of(
        Shown("pairs", pairs=(("Land", "Low"), ("Skills", "High"))),
        Shown("pairs", pairs=(("Land", "High"), ("Skills", "High"))),
    )
    assert lines == (
        Line(CHANGED, (Piece(OUT, "Low"), Piece(IN, "High")), "Land"),
        Line(SAME, (Piece(SAME, "High"),), "Skills"),
    )


def item(title, year=None):
    fields = (("Title", Shown("text", text=title)),)
    return (*fields, ("Year", Shown("number", text=str(year)))) if year else fields


def test_an_item_moved_is_not_one_removed_and_another_added():
    old = Shown("items", items=(item("Friche"), item("Navette"), item("École")))
    new = Shown("items", items=(item("École"), item("Friche"), item("Navette")))
    assert [(line.state, line.was, line.now) for line in lines_of(old, new)] == [
        (MOVED, 3, 1),
        (SAME, 1, 2),
        (SAME, 2, 3),
    ]


def test_an_item_changed_is_recognised_and_says_what_changed_inside():
    old = Shown("items", items=(item("Une friche à vendre", 2016), item("Navette")))
    new = Shown("items", items=(item("Une friche à louer", 2016), item("Musée")))
    lines = lines_of(old, new)
    assert [(line.state, line.was, line.now) for line in lines] == [
        (CHANGED, 1, 1),
        (IN, None, 2),
        (OUT, 2, None),
    ]
    assert [(one.label, one.state, told(one.pieces)) for one in lines[0].inside] == [
        ("Title", CHANGED, [("same", "Une friche à "), ("out", "vendre"), ("in", "louer")]),
        ("Year", SAME, [("same", "2016")]),
    ]


def test_every_kind_of_question_can_be_compared():
    assert {QUESTIONS[key].kind for key in CHANGES} == set(QuestionKind)
    for key, (before, after) in CHANGES.items():
        change = change_of(QUESTIONS[key], Said(before), Said(after))
        assert change is not None
        assert not change.is_only_formatting, key
        assert change_of(QUESTIONS[key], Said(after), Said(after)) is None


def test_a_first_answer_and_one_taken_back_are_changes_too():
    given_, taken = (
        change_of(QUESTIONS["text"], Said(), Said("Avis")),
        change_of(QUESTIONS["text"], Said("Avis"), Said()),
    )
    assert told(given_.lines[0].pieces) == [("in", "Avis")]
    assert told(taken.lines[0].pieces) == [("out", "Avis")]


def test_becoming_confidential_is_a_change():
    change = change_of(QUESTIONS["text"], Said("Avis"), Said("Avis", confidential=True))
    assert (change.became_secret, change.is_only_formatting) == (True, False)


def test_versions_are_compared_in_the_order_of_the_form():
    before = {"answers": {"text": "A", "team": "B"}, "confidential": [], "attribution": None}
    after = {"answers": {"team": "C", "text": "D"}, "confidential": ["team"], "attribution": None}
    found = list(changes(EVERYTHING, said_in(before), said_in(after)))
    assert [(one.question.key, one.became_secret) for one in found] == [
        ("team", True),
        ("text", None),
    ]
