"""What every test gets: empty Streamlit caches, and property tests that do not depend on the clock."""

import os
from collections.abc import Iterator

import pytest
import streamlit as st
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

pytest_plugins = ("tests.browser.fixtures",)

# A shared machine is slow now and then, so no deadline; CI must give the same answer twice, so no chance.
# Tests that need more examples than these say so themselves.
settings.register_profile("here", deadline=None, max_examples=40)
settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# AppTest asks every installed package at every run whether it brings components: a tenth of a second for each
# run, and a third of the time of all tests of screens. None does.
manifest_scanner.scan_component_manifests = lambda *_: []


@pytest.fixture(autouse=True)
def empty_caches() -> Iterator[None]:
    """Clear Streamlit's caches, which outlive a session and would carry results from test to test."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
