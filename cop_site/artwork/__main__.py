"""`make artwork`: draw everything into the folders of static files."""

import sys
from io import BytesIO
from pathlib import Path

from cop_site.artwork.icons import SIZES, TOUCH, icon
from cop_site.artwork.shapes import LEVELS
from cop_site.artwork.social import all_levels, one_level

ROOT = Path(__file__).resolve().parents[2]


def pictures() -> dict[str, bytes]:
    """Return each file that is drawn, by its path in the repository."""
    social = {f"level-{number}": one_level(number) for number in LEVELS}
    social["all-levels"] = all_levels()
    drawn = {f"plugins/levels/static/levels/{name}.png": it.png() for name, it in social.items()}
    return {
        **drawn,
        "cop_site/static/cop_site/touch-icon.png": icon(TOUCH).png(),
        "cop_site/static/cop_site/favicon.ico": favicon(),
    }


def favicon() -> bytes:
    """Return the icon in all sizes of tabs and bookmarks, each drawn for itself."""
    images = [icon(size).image() for size in SIZES]
    buffer = BytesIO()
    sizes = [image.size for image in images]
    images[-1].save(buffer, "ICO", sizes=sizes, append_images=images[:-1])
    return buffer.getvalue()


def main() -> None:
    """Draw, and say what was drawn."""
    for path, content in pictures().items():
        (ROOT / path).write_bytes(content)
        sys.stdout.write(f"{path}: {len(content):,} bytes\n")


if __name__ == "__main__":
    main()
