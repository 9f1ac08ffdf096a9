from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RetaggingConfig(AppConfig):
    name = "plugins.retagging"
    verbose_name = _("Retagging")

    def ready(self) -> None:
        from plugins.retagging import signals

        signals.connect()
