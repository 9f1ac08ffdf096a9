from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FreshnessConfig(AppConfig):
    name = "plugins.freshness"
    verbose_name = _("Freshness")

    def ready(self) -> None:
        # Models and signals exist only once every app is loaded.
        from plugins.freshness import catching_up, noticing

        noticing.connect()
        post_migrate.connect(catching_up.after_migrate, sender=self)
