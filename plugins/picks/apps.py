from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PicksConfig(AppConfig):
    name = "plugins.picks"
    verbose_name = _("Picks")
