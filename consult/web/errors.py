"""One table makes pages of refusals; each keeps the way back."""

from __future__ import annotations

from flask import Flask

from consult import errors

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.LinkExpired: 410,
    errors.CallNotOpen: 403,
    errors.NotReady: 409,
    errors.StaleRevision: 409,
    errors.TooManyAttempts: 429,
    errors.Invalid: 422,
}


def init_app(app: Flask) -> None:
    """Register one handler per refusal and per HTTP error."""
