from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LevelsConfig(AppConfig):
    name = "plugins.levels"
    verbose_name = _("Levels")
    # What sites have by default differs, and must not ask for a migration of ours.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models, checks and signals exist only once every app is loaded.
        from plugins.levels import checks, four_levels, indexing, signals

        checks.register()
        indexing.add_search_fields()
        signals.connect()
        post_migrate.connect(four_levels.make_levels, sender=self)
