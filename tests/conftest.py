"""Fixtures of every test."""

from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The people of the tests, with a workshop in each of two organisations."""
    return make_cast()
