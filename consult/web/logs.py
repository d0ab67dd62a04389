"""Logs say which page was asked for, never the secret in its address."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(/(?:r|d|sign-in)/)[\w%~.-]{8,}")
LOGGERS = ("werkzeug", "gunicorn.access", "gunicorn.error", "consult")


class WithoutSecrets(logging.Filter):
    """Writes « /r/… » where a record holds a personal link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record; change those that tell too much."""
        said = record.getMessage()
        told = masked(said)
        if told != said:
            record.msg, record.args = told, ()
        return True


def masked(text: str) -> str:
    """The text with each secret of an address replaced by an ellipsis."""
    return _SECRET.sub(r"\1…", text)


def init_app() -> None:
    """Every logger that writes addresses has the filter, once."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, WithoutSecrets) for one in logger.filters):
            logger.addFilter(WithoutSecrets())
