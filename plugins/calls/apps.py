from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "plugins.calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        from plugins.calls.signals import connect

        connect()
