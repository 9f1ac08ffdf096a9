"""A Wagtail site that knows nothing of this project takes the levels as README says.

Each site is a copy of `tests/foreign_site`, which had posts before. The settings in
the README of `plugins/levels` are added word for word; what else it says to do is EDITS.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

from tests.processes import made_once, shared_folder

ROOT = Path(settings.BASE_DIR)
FOREIGN_SITE = ROOT / "tests" / "foreign_site"
README = ROOT / "plugins" / "levels" / "README.md"

POSTS = """
from datetime import date
from wagtail.models import Page, Site
from blog.models import BlogIndexPage, BlogPage
from home.models import HomePage

home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="start"))
Site.objects.update(root_page=home)
blog = home.add_child(instance=BlogIndexPage(title="Blog", slug="blog"))
for name in ("Old", "Older"):
    post = BlogPage(title=f"{name} post", date=date(2020, 1, 1), intro=f"An {name} introduction")
    blog.add_child(instance=post).save_revision().publish()
"""

# What README shows, and what of the site it takes the place of.
EDITS = {
    "blog/models.py": [
        (
            "from wagtail.search import index\n",
            "from wagtail.search import index\n\nfrom plugins.levels.models import LevelledMixin\n",
        ),
        ("class BlogPage(Page):", "class BlogPage(LevelledMixin, Page):"),
        (
            '        FieldPanel("body"),\n',
            '        FieldPanel("body"),\n        *LevelledMixin.level_panels,\n',
        ),
        (".live()", ".visible_to(request.reader)"),
    ],
    "mysite/settings.py": [
        (
            '    "wagtail.contrib.forms",\n',
            '    "wagtail.contrib.forms",\n    "wagtail.contrib.sitemaps",\n'
            '    "wagtail.api.v2",\n    "django.contrib.sitemaps",\n',
        ),
    ],
    "mysite/urls.py": [
        (
            'path("search/", search_views.search, name="search")',
            'path("", include("plugins.levels.urls")),\n'
            '    path("sitemap.xml", plugins.levels.sitemaps.sitemap, name="sitemap"),\n'
            '    path("api/v2/", plugins.levels.api.router.urls)',
        ),
        (
            "from wagtail.documents import urls as wagtaildocs_urls\n",
            "from wagtail.documents import urls as wagtaildocs_urls\n\n"
            "import plugins.levels.api\nimport plugins.levels.sitemaps\n",
        ),
    ],
    "mysite/templates/base.html": [
        ("{% load static ", "{% load levels_tags static "),
        ("    {% block content %}", "    {% level_switch %}\n    {% block content %}"),
    ],
    "mysite/templates/404.html": [
        ('{% extends "base.html" %}\n', '{% extends "base.html" %}\n{% load levels_tags %}\n'),
        ("not found</h1>\n", "not found</h1>\n  {% sign_in_offer %}\n"),
    ],
}

# Within a test's transaction, which no thread could look into.
WHOOSH = """
INSTALLED_APPS += ["plugins.whoosh_search"]
WAGTAILSEARCH_BACKENDS["readers"] = {
    "BACKEND": "plugins.whoosh_search.backend",
    "PATH": BASE_DIR / "search_index",
    "ROUTING": "level_tags__tag",
    "DOCUMENTS": "plugins.levels.visibility.searchable",
    "DRAIN": "inline",
}
"""


class ForeignSite:
    """A copy of the site in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run Python in the site's folder and environment; fail where it does."""
        ran = subprocess.run(  # noqa: S603 our own interpreter and commands
            [sys.executable, *command],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "mysite.settings",
                "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran

    def manage(self, *command: str) -> str:
        """Run a command of the site; return what it prints."""
        ran = self.run("manage.py", *command)
        return ran.stdout + ran.stderr

    def test(self, names: str) -> str:
        """Run those of the site's tests that have these names; return what pytest prints."""
        return self.run(
            "-m", "pytest", "-p", "no:cacheprovider", "-k", names, "with_levels.py"
        ).stdout

    def add_levels(self, further_settings: str = "") -> None:
        """Do what README says."""
        for name, edits in EDITS.items():
            self.change(name, lambda text, edits=edits: replaced(text, edits))
        added = python_in_readme()[0] + further_settings
        self.change("mysite/settings.py", lambda text: text + added)

    def change(self, name: str, how: Callable[[str], str]) -> None:
        path = self.folder / name
        path.write_text(how(path.read_text(encoding="utf-8")), encoding="utf-8")

    def migrations(self) -> dict[str, bytes]:
        """Return the site's own migrations, by name."""
        found = self.folder.glob("*/migrations/*.py")
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


def replaced(text: str, edits: list[tuple[str, str]]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def python_in_readme() -> list[str]:
    """Return the blocks of Python in README's section about adding levels."""
    section = README.read_text(encoding="utf-8").split("## Add levels to your site")[1]
    return [dedent(code) for code in re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL)]


@pytest.fixture(scope="module")
def make_site(request, tmp_path_factory) -> Callable[..., ForeignSite]:
    """Returns a site of this name: one process fills it, and this one gets a copy of its own."""
    shared = shared_folder(request.config, tmp_path_factory)

    def make(name: str, fill: Callable[[ForeignSite], None]) -> ForeignSite:
        made, own = shared / f"foreign-{name}", tmp_path_factory.mktemp(name) / "site"
        made_once(made, lambda: fill(ForeignSite(made)))
        return ForeignSite(shutil.copytree(made, own))

    return make


@pytest.fixture(scope="module")
def before(make_site) -> ForeignSite:
    """The site with two posts, before it has levels."""

    def fill(site: ForeignSite) -> None:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(FOREIGN_SITE, site.folder, ignore=ignored, dirs_exist_ok=True)
        site.manage("migrate", "--verbosity", "0")
        site.manage("shell", "--verbosity", "0", "-c", POSTS)

    return make_site("before", fill)


def adds_levels(before: ForeignSite, further_settings: str) -> Callable[[ForeignSite], None]:
    """Return what makes a site one that was as `before`, and has taken the levels."""

    def fill(site: ForeignSite) -> None:
        shutil.copytree(before.folder, site.folder, dirs_exist_ok=True)
        site.add_levels(further_settings)
        site.manage("migrate", "--verbosity", "0")

    return fill


@pytest.fixture(scope="module")
def with_database(before, make_site) -> ForeignSite:
    """The site, once it has levels and searches in its database."""
    return make_site("with-database", adds_levels(before, ""))


@pytest.fixture(scope="module")
def with_whoosh(before, make_site) -> ForeignSite:
    """The site, once it has levels and searches with our own engine."""
    return make_site("with-whoosh", adds_levels(before, WHOOSH))


@pytest.fixture(params=["with_database", "with_whoosh"])
def site(request) -> ForeignSite:
    return request.getfixturevalue(request.param)


def test_needs_no_migration_of_its_own(before, site):
    made = site.manage("makemigrations", "--check", "--dry-run")

    assert "No changes detected" in made
    assert site.migrations() == before.migrations()


def test_has_forgotten_nothing(site):
    assert "no issues" in site.manage("check", "--fail-level", "WARNING")


def test_has_levels_everywhere(site):
    assert " passed" in site.test("not TestNothingLeaks")


# It takes a minute, and with our own engine the kit looks at the whole of our own site.
@pytest.mark.thorough
def test_passes_the_conformance_kit(with_database):
    assert "2 passed" in with_database.test("TestNothingLeaks")


def test_what_is_done_is_what_readme_says():
    text = README.read_text(encoding="utf-8")

    for shown in (
        "from plugins.levels.models import LevelledMixin",
        "class BlogPage(LevelledMixin, Page):",
        "*LevelledMixin.level_panels",
        ".visible_to(request.reader)",
        'path("", include("plugins.levels.urls"))',
        "{% level_switch %}",
        "{% sign_in_offer %}",
        "manage.py tag_levels blog.BlogPage",
    ):
        assert shown in text, shown
