import logging

import pytest

from consult.web.logs import WithoutSecrets, masked

TOKEN = "ma-BaxZbLcZpSDpQXbyTBAo6jpvdi-1zc7IdGeSk57Q"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f'"GET /r/{TOKEN} HTTP/1.1" 303', '"GET /r/… HTTP/1.1" 303'),
        (f"Exception on /d/{TOKEN} [GET]", "Exception on /d/… [GET]"),
        (f"POST /sign-in/{TOKEN}", "POST /sign-in/…"),
        ("GET /staff/calls/friches", "GET /staff/calls/friches"),
        ("GET /sign-in?next=campaign.dashboard", "GET /sign-in?next=campaign.dashboard"),
    ],
)
def test_no_line_tells_a_secret(line, told):
    assert masked(line) == told


def test_a_record_is_kept_without_the_secret_its_arguments_held():
    record = logging.LogRecord(
        "any", logging.INFO, "", 1, '"%s" %s', (f"GET /r/{TOKEN}", 200), None
    )

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == '"GET /r/…" 200'


def test_the_application_guards_its_own_log(app):
    assert any(isinstance(one, WithoutSecrets) for one in app.logger.filters)
