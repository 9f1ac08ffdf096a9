"""Modelsearch's shared tests, run against the Whoosh backend. `test_contract.py` starts them.

They have settings of their own, because the suite needs the app `modelsearch` itself, where a
Wagtail site has `wagtail.search` in its place.
"""

import tempfile

from django.test import TestCase, override_settings
from modelsearch.tests import test_backends

from tests.whoosh_search.contract import library


def backends(**options):
    """Return the settings of a site whose one Whoosh backend has these options."""
    whoosh = {
        "BACKEND": "plugins.whoosh_search.backend",
        "PATH": tempfile.mkdtemp(prefix="whoosh-contract-"),
        "DRAIN": "manual",
        **options,
    }
    default = {"BACKEND": "modelsearch.backends.database"}
    return override_settings(MODELSEARCH_BACKENDS={"default": default, "readers": whoosh})


class SharedSuite(test_backends.BackendTests):
    backend_path = "plugins.whoosh_search.backend"
    fixtures: list[str] = []

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        library.fill()


@backends()
class TestUnrouted(SharedSuite, TestCase):
    """Without ROUTING: all documents in one folder."""


@backends(ROUTING="number_of_pages")
class TestRoutedByOwnField(SharedSuite, TestCase):
    """A folder for each value of a plain field that some models have."""


@backends(ROUTING="authors")
class TestRoutedByRelation(SharedSuite, TestCase):
    """A folder for each value of a many-to-many relation: documents lie in several."""


@backends(ROUTING="novel__setting")
class TestRoutedByRelatedField(SharedSuite, TestCase):
    """A folder for each value of a field of a related object."""
