from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "plugins.feedback"
    verbose_name = _("Feedback")

    def ready(self) -> None:
        # Before the first page is kept for others, or answered from what is.
        from plugins.feedback.votes import verdicts_in
        from plugins.levels.page_cache import deciding

        deciding(verdicts_in)
