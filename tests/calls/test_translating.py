import pytest

from consult.calls.library import questionnaire_from
from consult.calls.questionnaire import (
    Field,
    Option,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
)
from consult.calls.translating import (
    beside,
    in_language,
    kept,
    texts_of_question,
    texts_of_section,
    with_texts,
)

SCALE = Question(
    "scale",
    QuestionKind.SINGLE_CHOICE,
    "À quelle échelle ?",
    help="Une seule.",
    options=(Option("region", "La région"), Option("basin", "Le bassin")),
    translations={"en": {"label": "At what scale?", "options": {"region": "The region"}}},
)
ACTIONS = Question(
    "actions",
    QuestionKind.REPEAT,
    "Actions",
    item_label="Action",
    fields=(Field("year", QuestionKind.NUMBER, "Année", unit="an"),),
    translations={"en": {"fields": {"year": {"label": "Year", "unit": "y"}}}},
)
WHOLE = Questionnaire(
    (Section("one", "Votre agence", "", (SCALE, ACTIONS), {"en": {"title": "Your agency"}}),)
)


def test_what_is_translated_is_read_in_that_language_and_the_rest_in_that_of_the_call():
    read = in_language(WHOLE, "en")

    assert read.sections[0].title == "Your agency"
    scale, actions = read
    assert (scale.label, scale.help) == ("At what scale?", "Une seule.")
    assert [one.label for one in scale.options] == ["The region", "Le bassin"]
    assert (actions.label, actions.item_label) == ("Actions", "Action")
    assert [(one.label, one.unit) for one in actions.fields] == [("Year", "y")]


@pytest.mark.parametrize("language", ["fr", "de", ""])
def test_a_language_without_translation_reads_as_the_call(language):
    assert in_language(WHOLE, language) == WHOLE


def test_translation_touches_no_key():
    read = in_language(WHOLE, "en")

    assert list(read.by_key) == list(WHOLE.by_key)
    assert [one.key for one in read.by_key["scale"].options] == ["region", "basin"]


def test_every_text_is_listed_beside_its_translation():
    assert [
        (one.path, one.said) for one in beside(texts_of_question(SCALE), SCALE.translations, "en")
    ] == [
        (("label",), "At what scale?"),
        (("help",), ""),
        (("options", "region"), "The region"),
        (("options", "basin"), ""),
    ]


def test_figures_and_signs_need_no_translation():
    graded = Question(
        "g",
        QuestionKind.LIKERT,
        "Notes",
        rows=(Option("a", "A"),),
        scale=(Option("1", "1"), Option("2", "2")),
        unit="%",
    )

    assert list(texts_of_question(graded)) == [("label",), ("rows", "a")]


def test_what_is_left_blank_falls_back_and_leaves_no_trace():
    texts = texts_of_section(WHOLE.sections[0])

    assert with_texts({"en": {"title": "Your agency"}}, "en", texts, {("title",): "  "}) == {}


def test_a_translation_is_kept_as_a_bundle_would_read_it():
    texts = texts_of_question(SCALE)
    said = {("label",): " At what\r\nscale?\x00 ", ("help",): "One.\r\n\r\nOnly. \n", ("x",): "y"}

    assert with_texts({}, "en", texts, said) == {
        "en": {"label": "At what scale?", "help": "One.\n\nOnly."}
    }


def test_a_translation_of_a_text_that_is_gone_is_not_kept():
    texts = texts_of_section(WHOLE.sections[0])

    assert kept({"en": {"title": "Your agency", "intro": "Gone"}}, texts) == {
        "en": {"title": "Your agency"}
    }


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_the_audition_template_is_said_whole_in_both_languages(language, other):
    asked = questionnaire_from("audition", language)
    twin = questionnaire_from("audition", other)

    texts = [
        text
        for section in asked.sections
        for text in (
            *beside(texts_of_section(section), section.translations, other),
            *(
                text
                for question in section.questions
                for text in beside(texts_of_question(question), question.translations, other)
            ),
        )
    ]
    assert [text.path for text in texts if not text.said] == []
    assert [one.label for one in in_language(asked, other)] == [one.label for one in twin]
