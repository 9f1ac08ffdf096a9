from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "plugins.sharing"
    verbose_name = _("Sharing")

    def ready(self) -> None:
        from plugins.sharing import signals

        signals.connect()
