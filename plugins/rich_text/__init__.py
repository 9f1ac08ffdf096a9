"""Light formatting: the one form in which a text is kept, and a plain notation to write it in.

What anybody writes, in whatever way, is kept as Wagtail's rich text editor keeps it, limited to
`plugins.blocks.RICH_TEXT_FEATURES`: so it survives the way from the public form to that editor and
back, and nothing else ever reaches a page.

`lines` says what a text consists of. `reading` and `writing` turn HTML into lines and back,
`notation` does so for what can be typed into a plain field, `addresses` knows which links are safe.
"""

from plugins.rich_text.cleaning import clean, clean_to_show, with_keys_of, without_keys
from plugins.rich_text.notation import as_notation, from_notation

__all__ = ["as_notation", "clean", "clean_to_show", "from_notation", "with_keys_of", "without_keys"]
