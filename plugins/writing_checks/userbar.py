"""What the user bar of a preview tells who writes the page."""

from typing import Any

from django.forms import Media
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.models import Page

from plugins.writing_checks.rows import rows_of


class TextCheckerItem(ContentCheckerItem):
    """Wagtail's check of the page as it is shown, for what its author can mend."""

    # Around it is the site's own, which no author can change.
    axe_include = ["main"]
    axe_run_only = [
        # A page is described by its summary, for which the content check asks.
        *(name for name in ContentCheckerItem.axe_run_only if name != "empty-meta-description"),
        "image-alt",
        "image-redundant-alt",
        "identical-links-same-purpose",
    ]
    axe_custom_rules = [
        rule for rule in ContentCheckerItem.axe_custom_rules if rule["id"] == "alt-text-quality"
    ]


class ContentCheckItem(BaseItem):
    """The content check: how much it found, and a list to open."""

    template_name = "writing_checks/userbar_item.html"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        # The editor hides the user bar, and shows in a panel of its own what is in it.
        in_editor = getattr(context["request"], "in_preview_panel", False)
        rows = rows_of(self.page, in_editor=in_editor)
        return {**context, "rows": rows, "in_editor": in_editor}

    @property
    def media(self) -> Media:
        return Media(css={"all": ["writing_checks/findings.css"]}, js=["writing_checks/userbar.js"])
