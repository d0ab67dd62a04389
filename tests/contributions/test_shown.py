import pytest

from consult.contributions.shown import Shown, grouped, parts, shown
from tests.contributions.world import EVERYTHING


@pytest.mark.parametrize(
    ("key", "value", "drawn"),
    [
        ("team", "A <b>", Shown("text", text="A <b>")),
        ("scale", "town", Shown("text", text="Town")),
        ("scale", {"other": "mine"}, Shown("text", text="mine")),
        ("sectors", ["metal", {"other": "cork"}], Shown("list", lines=("Metal", "cork"))),
        ("needs", {"land": "high"}, Shown("pairs", pairs=(("Land", "High"),))),
        ("order", ["two", "one"], Shown("order", lines=("Two", "One"))),
        ("order", {"one": 2, "two": 1}, Shown("order", lines=("Two", "One"))),
        ("share", 12.5, Shown("number", text="12.5")),
        ("share", "environ 20", Shown("text", text="environ 20")),
        ("papers", [{"filename": "a.pdf"}], Shown("files", lines=("a.pdf",))),
        (
            "actions",
            [{"title": "A", "year": 2020}],
            Shown(
                "items",
                items=(
                    (("Title", Shown("text", text="A")), ("Year", Shown("number", text="2020"))),
                ),
            ),
        ),
        ("team", " ", None),
        ("actions", [], None),
    ],
)
def test_an_answer_is_shown_in_words(key, value, drawn):
    assert shown(EVERYTHING.by_key[key], value) == drawn


def test_questions_not_put_are_left_out_and_the_others_numbered():
    listed = [
        (entry.number, entry.question.key, entry.confidential)
        for part in parts(EVERYTHING, {"team": "A"}, {"team"})
        for entry in part.entries
    ]
    assert listed[:3] == [(1, "team", True), (2, "scale", False), (3, "text", False)]


def test_a_fingerprint_is_grouped_to_be_compared():
    assert grouped("0123456789abcdef0000") == "0123 4567 89ab cdef"
