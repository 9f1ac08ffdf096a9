"""The layout of an index folder, in Whoosh's terms."""

from whoosh import columns, fields, formats

#: Whole words, stemmed, of all search fields.
WORDS = "words"
#: Whole words as they are spelt, folded, of all search fields: what corrections are made of.
SPELLINGS = "spellings"
#: Word beginnings of all autocomplete fields.
BEGINNINGS = "beginnings"
#: The document's key, as one term.
KEY = "key"
#: The models whose searches find the document.
MODEL = "model"
#: The primary key, as text.
PRIMARY_KEY = "pk"
#: A fingerprint of the document's content.
DIGEST = "digest"


class TermsField(fields.FieldType):
    """A field whose documents come analysed: Whoosh keeps its dictionary and its lengths."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analyzer=None, scorable=True)


def schema() -> fields.Schema:
    """Return the schema of every index folder."""
    return fields.Schema(
        **{
            **{name: TermsField() for name in (WORDS, SPELLINGS, BEGINNINGS, KEY, MODEL)},
            PRIMARY_KEY: fields.COLUMN(columns.VarBytesColumn()),
            DIGEST: fields.COLUMN(columns.VarBytesColumn()),
        }
    )
