from hypothesis import given
from hypothesis import strategies as st

from plugins.whoosh_search.postings import PostingList

POSTINGS = st.dictionaries(
    st.integers(0, 2**31),
    st.tuples(
        st.floats(0, 1000, width=32), st.lists(st.integers(0, 2**32 - 1), max_size=5).map(sorted)
    ),
    max_size=40,
)


def listed(postings: PostingList) -> dict:
    return {
        number: (weight, list(positions))
        for number, weight, positions in zip(
            postings.documents, postings.weights, postings.positions_by_document(), strict=True
        )
    }


def filled(postings: dict) -> PostingList:
    result = PostingList()
    for number in sorted(postings):
        result.append(number, *postings[number])
    return result


@given(POSTINGS)
def test_decodes_what_was_encoded(postings):
    stored = filled(postings).encode()

    assert listed(PostingList.decode(stored, places=True)) == postings


@given(POSTINGS)
def test_ranking_needs_no_places(postings):
    decoded = PostingList.decode(filled(postings).encode(), places=False)

    assert list(decoded.documents) == sorted(postings)
    assert not decoded.positions


@given(POSTINGS)
def test_merging_leaves_out_deleted_documents(postings):
    kept = dict.fromkeys(sorted(postings)[::2], 0)
    numbers = {old: new for new, old in enumerate(kept)}
    merged = PostingList()

    merged.extend(filled(postings), numbers)

    assert listed(merged) == {new: postings[old] for old, new in numbers.items()}
