"""The registry of levelled page types: whatever inherits LevelledMixin is in it."""

from collections.abc import Collection

from django.apps import apps

from plugins.levels.models import LevelledMixin


def levelled_models(*, feeding: Collection[int] | None = None) -> list[type[LevelledMixin]]:
    """Return every installed levelled page type, or those that may feed a level in `feeding`."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, LevelledMixin)
        and (feeding is None or set(feeding) & set(model.may_feed))
    ]
