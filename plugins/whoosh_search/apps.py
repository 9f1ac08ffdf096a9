from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WhooshSearchConfig(AppConfig):
    name = "plugins.whoosh_search"
    label = "whoosh_search"
    verbose_name = _("Whoosh search")
    default_auto_field = "django.db.models.BigAutoField"
