"""Editor panels of their own."""

from typing import Any

from wagtail.admin.panels import PageChooserPanel

from plugins.levels.registry import levelled_models


class ExperiencePanel(PageChooserPanel):
    """Chooses a page of any type that feeds level 1: what someone did, and what came of it."""

    def get_form_options(self) -> dict[str, Any]:
        self.page_type = levelled_models(feeding={1})
        return super().get_form_options()
