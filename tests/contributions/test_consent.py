import pytest

from consult.contributions.consent import (
    Attribution,
    QuotePermission,
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
