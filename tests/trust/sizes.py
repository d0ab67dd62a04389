"""Two sizes for each promise: a small one in the usual suite, the whole with `make trust`."""

from __future__ import annotations

import pytest


def sized(usual: int, full: int) -> list[object]:
    """Parameters for one test: `full` runs only when the trust tests are asked for."""
    return [
        pytest.param(usual, id=f"{usual}"),
        pytest.param(full, id=f"{full}", marks=pytest.mark.trust),
    ]
