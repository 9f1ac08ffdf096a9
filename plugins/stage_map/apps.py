from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StageMapConfig(AppConfig):
    name = "plugins.stage_map"
    verbose_name = _("Stage map")
