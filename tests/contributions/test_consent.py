import pytest

from consult.calls.questionnaire import Option, Question, QuestionKind, Questionnaire, Section
from consult.contributions.consent import (
    Attribution,
    Consent,
    QuotePermission,
    amended,
    consent_of,
    effective_attribution,
    effective_quote_permission,
)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ((), Attribution.CONFIDENTIAL),
        ((None, None), Attribution.CONFIDENTIAL),
        (("named", None), Attribution.NAMED),
        (("named", "anonymous"), Attribution.ANONYMOUS),
        (("anonymous", "named"), Attribution.ANONYMOUS),
        (("confidential", "named"), Attribution.CONFIDENTIAL),
        (("named", {"other": "ask me"}), Attribution.CONFIDENTIAL),
        (("Named",), Attribution.CONFIDENTIAL),
    ],
)
def test_attribution_is_the_most_protective_of_what_was_said(said, means):
    assert effective_attribution(*said) is means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ((), QuotePermission.REFUSED),
        ((None, "allowed"), QuotePermission.ALLOWED),
        (("allowed", "after_review"), QuotePermission.AFTER_REVIEW),
        (("allowed", ["allowed"]), QuotePermission.REFUSED),
        ((0,), QuotePermission.REFUSED),
    ],
)
def test_silence_and_confusion_refuse_quotes(said, means):
    assert effective_quote_permission(*said) is means


CONTENT = {
    "answers": {"a": 1, "b": 2, "attribution": "named"},
    "confidential": ["a"],
    "attribution": None,
    "quote_permission": "allowed",
}
ASKED = Questionnaire(
    (
        Section(
            "s",
            "S",
            "",
            (
                Question(
                    "attribution",
                    QuestionKind.SINGLE_CHOICE,
                    "Attribution",
                    options=(Option("named", "Named"), Option("anonymous", "Anonymous")),
                ),
            ),
        ),
    )
)


def test_the_consent_of_a_content_is_the_most_protective_of_all_that_speaks():
    assert consent_of(CONTENT) == Consent(
        Attribution.NAMED, QuotePermission.ALLOWED, frozenset({"a"})
    )
    assert consent_of(CONTENT, own={"attribution": "anonymous"}).attribution is (
        Attribution.ANONYMOUS
    )
    assert consent_of({"answers": {}}) == Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED)


@pytest.mark.parametrize("attribution", Attribution)
@pytest.mark.parametrize("quotes", QuotePermission)
@pytest.mark.parametrize("asked", [ASKED, Questionnaire(())])
def test_a_change_of_mind_holds_in_both_directions(attribution, quotes, asked):
    wanted = Consent(attribution, quotes, frozenset({"b"}))
    content = CONTENT if asked is ASKED else CONTENT | {"answers": {"a": 1, "b": 2}}
    changed = amended(content, asked, wanted)

    assert consent_of(changed) == wanted
    assert amended(changed, asked, wanted) == changed
    assert consent_of(amended(changed, asked, consent_of(content))) == consent_of(content)


def test_the_answer_to_the_question_follows_where_it_offers_the_choice():
    anonymous = Consent(Attribution.ANONYMOUS, QuotePermission.REFUSED)
    assert amended(CONTENT, ASKED, anonymous) == {
        "answers": {"a": 1, "b": 2, "attribution": "anonymous"},
        "confidential": [],
        "attribution": None,
        "quote_permission": "refused",
    }
    hidden = Consent(Attribution.CONFIDENTIAL, QuotePermission.REFUSED)
    assert amended(CONTENT, ASKED, hidden)["answers"]["attribution"] == "named"
    assert amended(CONTENT, ASKED, hidden)["attribution"] == "confidential"
