from django.apps import AppConfig
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class WhooshSearchConfig(AppConfig):
    name = "plugins.whoosh_search"
    label = "whoosh_search"
    verbose_name = _("Whoosh search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Both need the models, which are not loaded before.
        from . import checks  # noqa: F401
        from .catching_up import drain_now_and_then

        request_started.connect(drain_now_and_then, dispatch_uid="whoosh_search.drain")
