"""How picks come into the search, the admin and the desk."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks

from plugins.picks.desk import waiting_for
from plugins.picks.searching import pick_for_words, picked
from plugins.picks.viewsets import PickViewSet

hooks.register("picks", picked)
hooks.register("search_words_actions", pick_for_words)
hooks.register("waiting_for_editors", waiting_for)


@hooks.register("permissions_of_editors")
def pick_pages() -> QuerySet[Permission]:
    """Have editors pick pages."""
    return Permission.objects.filter(content_type__app_label="picks").exclude(
        codename__startswith="view_"
    )


@hooks.register("register_admin_viewset")
def picks() -> PickViewSet:
    return PickViewSet()
