from dataclasses import replace

import pytest

from consult import create_app
from consult.web.links import external


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("https://consult.example", "https://consult.example/sign-in"),
        ("https://fede.example/consult", "https://fede.example/consult/sign-in"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/sign-in"),
    ],
)
def test_a_letter_links_to_the_public_address_whatever_the_host(settings, base, address):
    app = create_app(replace(settings, base_url=base))
    with app.test_request_context("/", base_url="https://evil.example"):
        assert external("accounts.sign_in") == address
    app.extensions["database"].dispose()
