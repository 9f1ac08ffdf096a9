"""Taking the sample content out again: all that nobody has edited, and nothing else."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import registry as log_registry
from wagtail.models import Collection, Page, ReferenceIndex, Revision

from cop_site.demo.accounts import ACCOUNTS, PASSWORD
from cop_site.demo.desk import of_the_desk
from cop_site.demo.loading import notice
from cop_site.demo.media import COLLECTION
from cop_site.demo.texts import SOURCE, demo_articles
from cop_site.importing.importer import PAGE_TYPES
from cop_site.models import CommunitySettings
from plugins.levels.models import Topic
from plugins.members.models import User
from plugins.pages import ContentPage


@dataclass
class Removal:
    """How much went, and what stayed and why."""

    removed: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)

    def decide(self, thing: Any, why_kept: str, *, name: str = "") -> None:
        """Delete `thing`, unless there is a reason to keep it."""
        if why_kept:
            self.kept.append((name or str(thing), why_kept))
        else:
            thing.delete()
            self.removed += 1


@transaction.atomic
def remove() -> Removal:
    """Remove what `load` and `make_accounts` made and nobody has edited since."""
    removal = Removal()
    for thing, has_more in of_the_desk():
        removal.decide(thing, why_kept_of_the_desk(thing, has_more=has_more))
    for page in demo_pages():
        removal.decide(page, why_kept_page(page))
    for model in (get_image_model(), get_document_model()):
        for thing in model.objects.filter(collection__name=COLLECTION):
            removal.decide(thing, why_kept_media(thing))
    for topic in demo_topics_left():
        removal.decide(topic, "")
    for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS]):
        removal.decide(user, why_kept_account(user), name=user.email)
    remove_empty_collection()
    remove_notice()
    return removal


def demo_pages() -> list[ContentPage]:
    """Return the pages of sample content that are left."""
    return [
        page
        for model in PAGE_TYPES
        for page in model.objects.filter(source_path__startswith=SOURCE)
    ]


def why_kept_page(page: ContentPage) -> str:
    """Return why `page` stays: somebody worked on it. Empty if nobody did."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk))
    if revisions.exclude(user=None).exists() or was_touched(page):
        return _("edited here")
    return ""


def why_kept_of_the_desk(thing: models.Model, *, has_more: bool) -> str:
    """Return why something beside pages stays: it was edited, or somebody went on with it."""
    if was_touched(thing):
        return _("edited here")
    return _("used here since") if has_more else ""


def why_kept_media(thing: Any) -> str:
    """Return why an image or a document stays: it was edited, or another page shows it."""
    if was_touched(thing):
        return _("edited here")
    is_used = ReferenceIndex.get_references_to(thing).exists()
    return _("used elsewhere") if is_used else ""


def was_touched(thing: models.Model) -> bool:
    """Whether somebody did something with `thing` in the admin beyond what loading logs."""
    entries = log_registry.get_logs_for_instance(thing)
    return entries.exclude(user=None).exclude(action="wagtail.create").exists()


def demo_topics_left() -> list[Topic]:
    """Return the topics of the sample content that nothing is about and no editor worked on."""
    folders = ("stories", "resources", "submissions")
    articles = [each for folder in folders for each in demo_articles(folder)]
    folded = {Topic.fold(name) for _slug, article in articles for name in article.topics}
    unused = Topic.objects.filter(folded_name__in=folded, topic_tags=None, description="")
    return [topic for topic in unused if not log_registry.get_logs_for_instance(topic).exists()]


def why_kept_account(user: User) -> str:
    """Return why an account stays: somebody took it over, or it has content of its own."""
    if not user.check_password(PASSWORD):
        return _("its password was changed")
    owns = (
        Page.objects.filter(owner=user),
        Revision.objects.filter(user=user),
        get_image_model().objects.filter(uploaded_by_user=user),
        get_document_model().objects.filter(uploaded_by_user=user),
    )
    return _("has content of its own") if any(things.exists() for things in owns) else ""


def remove_empty_collection() -> None:
    """Remove the collection of the sample content, unless somebody keeps something in it."""
    for collection in Collection.objects.filter(name=COLLECTION):
        in_use = (
            model.objects.filter(collection=collection).exists()
            for model in (get_image_model(), get_document_model())
        )
        if collection.is_leaf() and not any(in_use):
            collection.delete()


def remove_notice() -> None:
    """Let the pages no longer say that this is sample content."""
    community = CommunitySettings.load()
    with override(None):
        original = notice()
    if community.notice in (original, notice()):
        community.notice = ""
        community.save()
