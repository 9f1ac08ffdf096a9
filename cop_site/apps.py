from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CopSiteConfig(AppConfig):
    name = "cop_site"
    verbose_name = _("Community site")

    def ready(self) -> None:
        # Models exist only once every app is loaded.
        from cop_site.structure import make_structure

        post_migrate.connect(make_structure, sender=self)
