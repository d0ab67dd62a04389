from dataclasses import replace

import pytest

from consult import create_app
from consult.web.headers import POLICY

EXPECTED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def headers_of(client, path):
    with client.request("GET", path) as response:
        return response.headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/healthz", "/static/js/page.js"])
def test_every_answer_carries_the_same_protections(client, path):
    headers = headers_of(client, path)

    assert {name: headers[name] for name in EXPECTED} == EXPECTED
    assert "Strict-Transport-Security" not in headers


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing"])
def test_pages_are_not_kept_by_anybody(client, path):
    assert client.request("GET", path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "kept"), [("?v=1", "public, max-age=31536000, immutable"), ("", "no-cache")]
)
def test_a_static_file_is_kept_only_under_an_address_that_changes_with_it(client, query, kept):
    assert headers_of(client, f"/static/js/page.js{query}")["Cache-Control"] == kept


def test_behind_https_the_cookies_are_secure_and_the_browser_is_told(settings):
    app = create_app(replace(settings, base_url="https://consult.example"))
    response = app.test_client().get("/sign-in", base_url="https://consult.example")

    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert response.headers["Set-Cookie"].endswith("Secure; HttpOnly; Path=/; SameSite=Lax")
    app.extensions["database"].dispose()
