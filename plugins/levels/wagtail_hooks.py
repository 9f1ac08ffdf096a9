"""The words of the levels and the topics, for editors, among Wagtail's snippets."""

from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from plugins.levels.models import Level, Topic
from plugins.levels.permissions import FixedVocabularyPolicy

register_permission_policy(Level, FixedVocabularyPolicy(Level), exact_class=True)


class LevelViewSet(SnippetViewSet):
    model = Level
    icon = "order"
    menu_order = 100
    list_display = ["number", "name", "sentence"]
    ordering = ["number"]
    copy_view_enabled = False


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_order = 200
    list_display = ["name", "description"]
    search_fields = ["name"]
    ordering = ["name"]


class VocabularyViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Levels and topics")
    menu_icon = "tag"
    menu_order = 250
    items = (LevelViewSet, TopicViewSet)


register_snippet(VocabularyViewSetGroup)
