"""The database of the tests: migrated once, and copied wherever Django would begin anew.

Each process of `pytest -n` would apply all migrations, some 13 s of a core. What a test commits, as
those with a browser or with threads do, Django takes away by `flush`: with it goes what migrations
have put in, and to make that again by `post_migrate` takes a second a test. A copy of SQLite's file
takes some hundredths, and is what `migrate` made. The readers' search index, which follows the
database, is copied with it. Other databases are left to Django.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from plugins.whoosh_search.readers import close_all
from tests.processes import made_once


class Template:
    """A folder with a database as `migrate` makes it, and with its search index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "db.sqlite3"
        self.index = folder / "search"
        self.index_in_use = settings.WAGTAILSEARCH_BACKENDS["readers"]["PATH"]

    def build_or_copy(self, request: pytest.FixtureRequest) -> None:
        """Build it where this process is the first, and let all others begin with a copy."""

        def build() -> None:
            request.getfixturevalue("django_db_setup")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.database)])
            copy_folder(self.index_in_use, self.index)

        if not made_once(self.folder, build):
            self.copy()

    def copy(self) -> None:
        """Let this process use a database and an index of its own, which are as these."""
        connection.close()
        name = connection.settings_dict["TEST"]["NAME"]
        shutil.copyfile(self.database, name)
        connection.settings_dict["NAME"] = name
        copy_folder(self.index, self.index_in_use)

    def restore(self) -> None:
        """Take away what was committed in this process, on disk and in memory."""
        connection.ensure_connection()
        with closing(sqlite3.connect(self.database)) as migrated:
            migrated.backup(connection.connection)
        copy_folder(self.index, self.index_in_use)
        ContentType.objects.clear_cache()

    def restore_after_commits(self) -> None:
        """Do so after each test that commits, in the place of Django's `flush`."""

        def restore(_test: TransactionTestCase) -> None:
            self.restore()

        TransactionTestCase._fixture_teardown = restore


def copy_folder(source: Path, target: Path) -> None:
    close_all()
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
