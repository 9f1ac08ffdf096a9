"""Where an author changes who gets the credit for a page that is published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plugins.interviews import Block, new_block, with_keys
from plugins.levels.authors import for_authors
from plugins.levels.reader import ReaderRequest
from plugins.pages import ContentPage
from plugins.sharing.content import fingerprint
from plugins.sharing.crediting import CREDITS, change_credit
from plugins.sharing.forms import CreditsForm
from plugins.sharing.mine_views import own_page, working_copy
from plugins.sharing.places import place_of

#: Rows beyond the one that every form has, for people who come in addition.
SPARE = 2


class CreditChangeForm(CreditsForm):
    """Who gets the credit, with room for some people more."""

    def __init__(self, data: Any, *, page: ContentPage, user: Any) -> None:
        self.stream = page._meta.get_field(CREDITS)
        stored = with_keys(page.credits.get_prep_value())
        rows = [*stored, *(new_block("person", {}) for _number in range(SPARE))]
        super().__init__(data, unit=CREDITS, value=rows, user=user)
        self.initial["seen"] = fingerprint([block["value"] for block in stored])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.initial["seen"]:
            # What was typed stays, and is taken the next time.
            self.data = {**dict(self.data.items()), self.add_prefix("seen"): self.initial["seen"]}
            raise ValidationError(_(
                "Somebody has changed the credit since you opened this page. What it says now is "
                "above; what you wrote is below. Save once more to have it as you wrote it."
            ))  # fmt: skip
        self.cleaned_data = cleaned
        self.refuse_what_is_too_long()
        return cleaned

    def refuse_what_is_too_long(self) -> None:
        """Say what has no room on the page."""
        blocks = self.stream.stream_block.child_blocks
        for number, row in self.filled_rows():
            for name, text in row.items():
                most = blocks["person"].child_blocks[name].field.max_length
                if len(text) > most:
                    message = _("There is room for %(most)d characters; this has %(length)d.")
                    values = {"most": most, "length": len(text)}
                    self.add_error(f"{name}-{number}", message % values)

    def credits(self) -> list[Block]:
        """Return who gets the credit from now on."""
        return self.value()


@for_authors
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask who gets the credit; on POST change it on the page that readers see."""
    page = own_page(request, pk)
    if not page.live:
        # It is part of what is yet to be published.
        if request.method != "POST":
            return redirect("sharing:mine")
        return redirect(place_of(working_copy(request, pk), CREDITS))
    data = request.POST if request.method == "POST" else None
    form = CreditChangeForm(data, page=page, user=request.user)
    if data is None or not form.is_valid():
        context = {"about": page, "form": form}
        return render(request, "sharing/credit.html", context, status=400 if data else 200)
    change_credit(page, form.credits(), request.user)
    messages.success(request, _("The credit is changed, for readers as well."))
    return redirect(page.get_url(request))
