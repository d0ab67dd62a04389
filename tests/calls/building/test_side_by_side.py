from consult.calls.building.side_by_side import groups, once_typed, progress, too_long
from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section

OWN = {("title",): "L’eau"}
ASKED = Questionnaire(
    (
        Section(
            "one",
            "Votre agence",
            "",
            (
                Question(
                    "a/b",
                    QuestionKind.SINGLE_CHOICE,
                    "Laquelle ?",
                    options=(Option("x/y", "Une"),),
                    translations={"en": {"label": "Which?"}},
                ),
            ),
            {"en": {"title": "Your agency"}},
        ),
    )
)
FOUND = groups(OWN, {}, ASKED, "en")


def test_every_text_of_a_call_is_there_in_the_order_an_agency_meets_it():
    assert [(group.kind, group.key, [text.source for text in group.texts]) for group in FOUND] == [
        ("call", "", ["L’eau"]),
        ("section", "one", ["Votre agence"]),
        ("question", "a/b", ["Laquelle ?", "Une"]),
    ]


def test_what_is_done_is_counted():
    assert progress(FOUND) == (2, 4)


def test_no_key_can_pass_for_two():
    names = [group.name_of(text) for group in FOUND for text in group.texts]

    assert names[-1] == "question/a%2Fb/options/x%2Fy"
    assert len(set(names)) == len(names)


def test_a_text_that_was_not_on_the_page_stays():
    question = FOUND[-1]

    assert once_typed(
        question,
        {"en": {"label": "Which?"}},
        "en",
        {"question/a%2Fb/options/x%2Fy": "One"},
    ) == {"en": {"label": "Which?", "options": {"x/y": "One"}}}


def test_a_text_emptied_falls_back():
    assert (
        once_typed(FOUND[-1], {"en": {"label": "Which?"}}, "en", {"question/a%2Fb/label": " "})
        == {}
    )


def test_a_text_longer_than_a_bundle_takes_is_told():
    assert too_long(FOUND, {"call//title": "x" * 1_000}) == []
    assert too_long(FOUND, {"call//title": "x" * 1_001}) == ["call//title"]
