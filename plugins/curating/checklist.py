"""The checklists in the admin: editors reword, add, delete and reorder their questions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from plugins.curating.review_models import ReviewQuestion


class ChecklistViewSet(SnippetViewSet):
    model = ReviewQuestion
    icon = "list-ul"
    menu_label = _("Checklists")
    menu_hook = "register_curating_menu_item"
    menu_order = 900
    list_display = ["text", "level"]
    list_filter = ["level"]
    search_fields = ["text"]
    ordering = ["sort_order"]

    def register_chooser_viewset(self) -> None:
        """Have no chooser: nothing refers to a question, and Wagtail's is open to practitioners."""


def permissions() -> QuerySet[Permission]:
    """Return the permissions that editors need for the checklists."""
    return Permission.objects.filter(
        content_type__app_label="curating", content_type__model="reviewquestion"
    )
