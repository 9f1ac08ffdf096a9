"""The editor's form for a resource, which gives it the levels of its kind."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from plugins.page_forms import TitleLastForm


class ResourcePageForm(TitleLastForm):
    """Takes the levels from the kind where the author ticks none; a guide needs one ticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "levels" in self.fields:
            self.fields["levels"].required = False
            self.fields["levels"].help_text = _(
                "Tick none to take the levels of its kind: 2 and 4 for a business case, "
                "3 and 4 for all else. For a guide, choose."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        field = self.fields.get("levels")
        ticked = field is None or cleaned.get("levels") or "levels" in self.errors
        # A draft may still change its kind, so it is given none.
        if ticked or self.is_deferred_validation:
            return cleaned
        by_kind = self._meta.model.levels_by_kind(cleaned.get("kind") or "")
        if by_kind:
            cleaned["levels"] = field.queryset.numbered(*by_kind)
        else:
            self.add_error("levels", field.error_messages["required"])
        return cleaned
