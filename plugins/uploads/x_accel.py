"""Has nginx send the files that this site allows: `SENDFILE_BACKEND = "plugins.uploads.x_accel"`.

nginx needs a place that no visitor can ask for, under the URL in the setting SENDFILE_URL. Of our
headers it keeps those on type and caching, and is to add the other two itself:

    location /protected/ {
        internal;
        alias /srv/community/var/media/;
        add_header X-Content-Type-Options nosniff;
        add_header Content-Security-Policy "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    }
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What stands in SENDFILE_URL, unless a site says more.
PLACE = "/protected/"


def sendfile(request: HttpRequest, filename: str, **kwargs: Any) -> HttpResponse:
    """Return an empty response that tells nginx which file to send."""
    path = Path(filename).relative_to(settings.MEDIA_ROOT).as_posix()
    place = getattr(settings, "SENDFILE_URL", PLACE)
    return HttpResponse(headers={"X-Accel-Redirect": quote(f"{place}{path}")})
