"""The site's own search, before it has levels."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page


def search(request: HttpRequest) -> HttpResponse:
    found = Page.objects.live().search(request.GET.get("query", ""))
    return render(request, "search/search.html", {"found": found})
