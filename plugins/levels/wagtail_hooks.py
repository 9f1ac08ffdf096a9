"""The words of the levels and the topics, for editors; and hidden pages that nobody may open."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from plugins.levels.links import PublishedPageLinkHandler
from plugins.levels.models import Level, Topic
from plugins.levels.permissions import FixedVocabularyPolicy
from plugins.levels.privacy import is_hidden
from plugins.levels.reader import ReaderRequest
from plugins.levels.retagging import RETAG, RetagFormatter
from plugins.levels.usage import SomeUsageView

register_permission_policy(Level, FixedVocabularyPolicy(Level), exact_class=True)


class LevelViewSet(SnippetViewSet):
    model = Level
    icon = "order"
    menu_order = 100
    list_display = ["number", "name", "sentence"]
    ordering = ["number"]
    copy_view_enabled = False
    usage_view_class = SomeUsageView


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_order = 200
    list_display = ["name", "description"]
    search_fields = ["name"]
    ordering = ["name"]
    usage_view_class = SomeUsageView


class VocabularyViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Levels, topics")
    menu_icon = "tag"
    menu_order = 250
    items = (LevelViewSet, TopicViewSet)


register_snippet(VocabularyViewSetGroup)


@hooks.register("register_log_actions")
def register_retagging(actions: LogActionRegistry) -> None:
    """Have the log say what the levels and topics of a page were."""
    actions.register_action(RETAG)(RetagFormatter)


# Before Wagtail's own, which says by what methods a page may be asked for.
@hooks.register("before_serve_page", order=-1)
def hide_page(page: Page, request: ReaderRequest, args: Any, kwargs: Any) -> None:
    """Answer as for a page that is not there, where Wagtail would ask to sign in."""
    if is_hidden(page, request):
        raise Http404


# After Wagtail's own, whose name it takes.
@hooks.register("register_rich_text_features", order=1)
def link_to_published_pages(features: FeatureRegistry) -> None:
    """Show links to hidden pages as plain text."""
    features.register_link_type(PublishedPageLinkHandler)
