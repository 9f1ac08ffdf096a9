"""Where the site leads practitioners to their writing."""

from django.urls import reverse
from wagtail import hooks

from plugins.interviews import interviews
from plugins.levels.reader import ReaderRequest


@hooks.register("ways_to_share")
def ways_to_share(request: ReaderRequest) -> list[dict[str, str]]:
    """Offer every interview for which there is a list of pages."""
    return [
        {
            "label": str(interview.label),
            "hint": str(interview.hint),
            "url": reverse("sharing:new", args=[interview.name]),
        }
        for interview in interviews()
        if interview.listings(request.reader).exists()
    ]
