"""Bringing in articles one by one: new ones come in, changed ones are updated, no edit is lost."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cop_site.importing.articles import Article, read_article
from cop_site.importing.manifest import Entry
from cop_site.importing.pages import fill, listing_for, put
from cop_site.importing.problems import Problem
from cop_site.importing.report import Outcome, Report
from cop_site.importing.sources import SourceFolder
from cop_site.importing.topics import Topics
from plugins.pages import ContentPage, ListingPage
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage

PAGE_TYPES: tuple[type[ContentPage], ...] = (StoryPage, ResourcePage)


class KnownPage(NamedTuple):
    """A page that an earlier run made."""

    pk: int
    digest: str
    is_live: bool
    was_published: bool
    is_locked: bool
    edited_by: int | None

    @property
    def is_in_other_hands(self) -> bool:
        """Whether somebody here edited it, locked it or took it offline since it came in."""
        return bool(self.edited_by or self.is_locked or (self.was_published and not self.is_live))


def known_pages(model: type[ContentPage]) -> dict[str, KnownPage]:
    """Return the pages of a type that were imported, by the path of their file."""
    columns = (
        "source_path", "pk", "source_digest", "live", "last_published_at", "locked",
        "latest_revision__user",
    )  # fmt: skip
    # The oldest wins over its copies.
    pages = model.objects.exclude(source_path="").order_by("-pk").values_list(*columns)
    return {
        path: KnownPage(pk, digest, live, published_at is not None, locked, user)
        for path, pk, digest, live, published_at, locked, user in pages
    }


class Importer:
    """Brings in the files of one folder and reports what came of each."""

    def __init__(self, folder: SourceFolder, *, licence: str = "", dry_run: bool = False) -> None:
        self.folder = folder
        self.licence = licence
        self.topics = Topics(dry_run=dry_run)
        self.report = Report(dry_run=dry_run, topics_created=self.topics.created)
        self.known = {model: known_pages(model) for model in PAGE_TYPES}
        self._listings: dict[type[ContentPage], ListingPage] = {}

    def read(self, path: str, entry: Entry) -> Article | None:
        """Return the article in the file at the relative `path`; a bad one goes into the report."""
        try:
            return read_article(self.folder, path, entry=entry, licence=self.licence)
        except Problem as problem:
            self.report.failed.append((path, str(problem)))
            return None

    def bring_in(self, article: Article) -> None:
        """Make or update the page for `article`; what is wrong with it goes into the report."""
        try:
            outcome = self.outcome(article)
            if outcome in (Outcome.CREATED, Outcome.UPDATED):
                self.write(article)
        except Problem as problem:
            self.report.failed.append((article.path, str(problem)))
        except ValidationError as error:
            self._listings.clear()  # the tree may stand differently from what they remember
            self.report.failed.append((article.path, " ".join(error.messages)))
        else:
            self.note(article, outcome)

    def outcome(self, article: Article) -> Outcome:
        """Return what is to become of `article`; raises Problem where it has to be asked."""
        if any(article.path in self.known[m] for m in PAGE_TYPES if m is not article.model):
            message = _("It is here already, but not as a %(type)s: delete that page first.")
            raise Problem(message % {"type": article.model._meta.verbose_name})
        page = self.known[article.model].get(article.path)
        if page is None:
            return Outcome.CREATED
        if page.digest == article.digest():
            return Outcome.UNCHANGED
        if page.is_in_other_hands:
            return Outcome.LEFT_ALONE
        if page.is_live and article.draft_because:
            message = _("It is published here and stays as it is. %(reason)s")
            raise Problem(message % {"reason": article.draft_because})
        return Outcome.UPDATED

    def write(self, article: Article) -> None:
        """Make or update the page for `article`, all or nothing; in a dry run write nothing."""
        topics = self.topics.named(article.topics)
        listing = self.listing(article.model)
        if self.report.dry_run:
            return
        known = self.known[article.model].get(article.path)
        with transaction.atomic():
            page = article.model.objects.get(pk=known.pk) if known else article.model()
            fill(page, article, topics=topics)
            put(page, listing)

    def listing(self, model: type[ContentPage]) -> ListingPage:
        """Return the list that pages of a type go into; raises Problem if the site has none."""
        if model not in self._listings:
            listing = listing_for(model)
            if listing is None:
                message = _("The site has no %(list)s: run “manage.py migrate”, or make one.")
                raise Problem(message % {"list": model._meta.verbose_name_plural})
            self._listings[model] = listing
        return self._listings[model]

    def note(self, article: Article, outcome: Outcome) -> None:
        """Put what became of `article` into the report."""
        self.report.outcomes[outcome].append(article.path)
        if article.draft_because and outcome in (Outcome.CREATED, Outcome.UPDATED):
            self.report.drafts.append((article.path, article.draft_because))
        self.report.missing_pictures += len(article.missing_pictures)
        self.report.tables += article.tables
        self.report.template_tags += article.template_tags
