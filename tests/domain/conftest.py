"""The tables that ship with the program, for tests of what codes mean."""

import pytest

from packtrail.app.refdata import load_code_tables


@pytest.fixture(scope="session")
def code_tables():
    return load_code_tables()
