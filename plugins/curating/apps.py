from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CuratingConfig(AppConfig):
    name = "plugins.curating"
    verbose_name = _("Curating")

    def ready(self) -> None:
        # Models exist only once every app is loaded.
        from plugins.curating import claims, letters

        claims.connect()
        letters.connect()
