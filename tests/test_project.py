"""Promises of the project as a whole."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

import plugins

ROOT = Path(settings.BASE_DIR)
CODE = [*ROOT.glob("plugins/**/*.py"), *ROOT.glob("cop_site/**/*.py")]

WITHOUT = """
from cop_site.settings.test import *
INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {plugin!r}.split()]
if {plugin!r} == "plugins.whoosh_search":
    WAGTAILSEARCH_BACKENDS["readers"] = {{"BACKEND": "wagtail.search.backends.database"}}
"""

# No migration may ask for one of the plugin's. What they do is tried by all other tests, and takes
# its time: here most tables are made as the models are.
AS_MODELS_ARE = (
    "settings.MIGRATION_MODULES = type('No', (), {'__contains__': lambda *_: True,"
    " '__getitem__': lambda *_: None, 'get': lambda *_: None})()"
)
START = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.test import Client
call_command("check")
MigrationLoader(None)
{tables}
call_command("migrate", run_syncdb=True, verbosity=0)
for url in ("/", "/search/?q=word", "/levels/4/"):
    assert Client().get(url).status_code == 200, url
"""
# What can be left out all at once.
OPTIONAL = [
    "plugins.calls",
    "plugins.curating",
    "plugins.feedback",
    "plugins.freshness",
    "plugins.picks",
    "plugins.retagging",
    "plugins.searches",
    "plugins.stage_map",
]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "template",
    [
        str(path.relative_to(folder))
        for folder in [ROOT / "templates", *ROOT.glob("plugins/*/templates")]
        for path in folder.glob("**/*.*")
    ],
)
def test_every_template_compiles(template):
    get_template(template)


@pytest.mark.parametrize(
    "plugin",
    [
        *("plugins.stories", "plugins.resources", " ".join(OPTIONAL)),
        # Each takes some seconds; without Whoosh, with every migration, half a minute.
        *(
            pytest.param(name, marks=pytest.mark.thorough)
            for name in [*OPTIONAL, "plugins.whoosh_search"]
        ),
    ],
)
def test_the_site_starts_without_each_optional_plugin(plugin, tmp_path):
    (tmp_path / "settings_without.py").write_text(WITHOUT.format(plugin=plugin))
    # The table that the database searches in is made by a migration, and by nothing else.
    tables = "" if plugin == "plugins.whoosh_search" else AS_MODELS_ARE
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "settings_without",
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
    }

    run = subprocess.run(  # noqa: S603 our own interpreter, and a script from this file
        [sys.executable, "-c", START.format(tables=tables)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr


def test_the_documented_hooks_are_the_hooks_called():
    documented = set(re.findall(r"^`(\w+)` \(", plugins.__doc__, flags=re.MULTILINE))
    called = {
        name
        for path in CODE
        for name in re.findall(r'get_hooks\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }

    assert called == documented


def test_no_plugin_names_the_project():
    for path in ROOT.glob("plugins/**/*.py"):
        assert "cop_site." not in path.read_text(encoding="utf-8"), path


def test_nothing_names_this_machine():
    for path in [*CODE, *ROOT.glob("*.lock"), *ROOT.glob("*.md"), ROOT / "Makefile"]:
        text = path.read_text(encoding="utf-8")

        assert "index-url" not in text.replace("--no-emit-index-url", ""), path


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext: apt-get install gettext")
def test_every_message_of_the_catalogue_is_current(tmp_path):
    catalogue = ROOT / "cop_site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    messages = re.compile(r'^(?:msgid|msgid_plural|msgctxt) (?:".*"\n?)+', flags=re.MULTILINE)
    copy = tmp_path / "site"
    for folder in ("cop_site", "plugins", "templates"):
        shutil.copytree(ROOT / folder, copy / folder)
    shutil.copy(ROOT / "manage.py", copy)

    subprocess.run(  # noqa: S603 our own interpreter and command
        [
            *(sys.executable, "manage.py", "makemessages", "--locale", "en"),
            *("--no-location", "--verbosity", "0"),
        ],
        cwd=copy,
        env={**os.environ, "VAR_DIR": str(tmp_path)},
        check=True,
    )
    fresh = copy / "cop_site" / "locale" / "en" / "LC_MESSAGES" / "django.po"

    assert messages.findall(fresh.read_text()) == messages.findall(catalogue.read_text()), (
        "Messages have changed: run make messages"
    )
