"""A real hub in a process of its own, and stations that report to it."""

import pytest

from packtrail.app.hub_process import HubProcess


@pytest.fixture(scope="session")
def hub(tmp_path_factory):
    """The address of a sandbox hub that lives as long as the test run."""
    with HubProcess(tmp_path_factory.mktemp("hub")) as process:
        yield process.url
