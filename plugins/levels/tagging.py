"""Tag managers whose tags hang on the base page model, and stay out of other sites' migrations.

django-taggit joins a tag on the model that declares the manager. Ours hang on the base page model,
so that one queryset over all pages can be filtered by level; the way there is added to each join.
"""

from typing import Any

from django.db.models import Model
from django.db.models.query_utils import PathInfo
from modelcluster.contrib.taggit import ClusterTaggableManager

from plugins.levels.forms import LevelsField, TopicsField


class PageTagsManager(ClusterTaggableManager):
    """Tags of a page type whose through model points at the base page model."""

    def contribute_to_class(self, cls: type[Model], name: str) -> None:
        super().contribute_to_class(cls, name)
        # Django's migrations look at many-to-many fields and not at private ones: a foreign page
        # type that becomes levelled needs no migration.
        cls._meta.local_many_to_many.remove(self)
        cls._meta.add_field(self, private=True)

    def _get_mm_case_path_info(
        self, direct: bool = False, filtered_relation: Any = None
    ) -> list[PathInfo]:
        path = super()._get_mm_case_path_info(direct, filtered_relation)
        base = self.through._meta.get_field("content_object").related_model
        if direct:
            return [*self.model._meta.get_path_to_parent(base), *path]
        return [*path, *self.model._meta.get_path_from_parent(base)]


class LevelsManager(PageTagsManager):
    """The levels of a page: tags from the fixed vocabulary of four."""

    def formfield(self, **kwargs: Any) -> LevelsField:
        """Return the choice of levels that the page type may feed."""
        return LevelsField(
            levels=self.remote_field.model.objects.numbered(*self.model.may_feed),
            **field_options(self, kwargs),
        )

    def value_from_object(self, obj: Any) -> list[Any]:
        """Return the page's levels; for a new page those that its type is given by default."""
        levels = super().value_from_object(obj)
        if levels or obj.pk:
            return levels
        return list(self.remote_field.model.objects.numbered(*obj.default_level_numbers()))


class TopicsManager(PageTagsManager):
    """The topics of a page: tags from the vocabulary that editors curate."""

    def formfield(self, **kwargs: Any) -> TopicsField:
        """Return a field that takes the names of existing topics."""
        return TopicsField(
            topic_model=self.remote_field.model,
            **field_options(self, {"required": False, **kwargs}),
        )


def field_options(manager: PageTagsManager, options: dict[str, Any]) -> dict[str, Any]:
    """Return those `options` of a panel that our form fields take, with the manager's label."""
    taken = {name: options[name] for name in options if name in ("help_text", "label", "required")}
    return {"label": manager.verbose_name.capitalize(), **taken}
