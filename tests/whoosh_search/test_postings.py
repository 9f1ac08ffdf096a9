from hypothesis import given
from hypothesis import strategies as st

from plugins.whoosh_search.postings import PostingBuffer, PostingList

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


def filled(postings: dict) -> PostingBuffer:
    result = PostingBuffer()
    for number in sorted(postings):
        result.append(number, *postings[number])
    return result


def decoded(postings: PostingBuffer) -> PostingList:
    return PostingList.decode(postings.encode(), places=True)


@given(POSTINGS)
def test_decodes_what_was_encoded(postings):
    assert listed(decoded(filled(postings))) == postings


@given(POSTINGS)
def test_ranking_needs_no_places(postings):
    ranking = PostingList.decode(filled(postings).encode(), places=False)

    assert list(ranking.documents) == sorted(postings)
    assert not ranking.positions


@given(POSTINGS)
def test_merging_leaves_out_deleted_documents(postings):
    kept = dict.fromkeys(sorted(postings)[::2], 0)
    numbers = {old: new for new, old in enumerate(kept)}
    merged = PostingBuffer()

    merged.extend(decoded(filled(postings)), numbers)

    assert listed(decoded(merged)) == {new: postings[old] for old, new in numbers.items()}


@given(POSTINGS)
def test_merging_keeps_what_is_not_deleted(postings):
    numbers = {old: new for new, old in enumerate(sorted(postings), start=7)}
    merged = PostingBuffer()

    merged.extend(decoded(filled(postings)), numbers)

    assert listed(decoded(merged)) == {new: postings[old] for old, new in numbers.items()}
