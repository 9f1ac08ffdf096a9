"""The registry of levelled page types: whatever inherits LevelledMixin is in it."""

from django.apps import apps

from plugins.levels.models import LevelledMixin


def levelled_models(*, feeding: int | None = None) -> list[type[LevelledMixin]]:
    """Return every installed levelled page type, or those that may feed level `feeding`."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, LevelledMixin) and (feeding is None or feeding in model.may_feed)
    ]
