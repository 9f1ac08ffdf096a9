from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WritingChecksConfig(AppConfig):
    name = "plugins.writing_checks"
    verbose_name = _("Content check")
