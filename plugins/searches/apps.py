from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchesConfig(AppConfig):
    name = "plugins.searches"
    verbose_name = _("Searches")

    def ready(self) -> None:
        from plugins.searches import checks, signals

        signals.connect()
        checks.register()
