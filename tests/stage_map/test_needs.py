"""What counts as a gap: what readers miss first, then what an editor would."""

import pytest

from plugins.stage_map.needs import Need, need_of


def need(pages, wanted=0, newest=1, *, is_unfit=False, has_topic=True):
    return need_of(
        pages=pages, wanted=wanted, newest=newest, is_unfit=is_unfit, has_topic=has_topic
    )


@pytest.mark.parametrize(
    ("expected", "facts"),
    [
        (Need.MISSING, {"pages": 0, "wanted": 1, "newest": None}),
        (Need.SHORT, {"pages": 1, "wanted": 1}),
        (Need.SHORT, {"pages": 50, "wanted": 50, "is_unfit": True}),
        (Need.ENOUGH, {"pages": 50, "wanted": 49}),
        (Need.THIN, {"pages": 2, "wanted": 1}),
        (Need.EMPTY, {"pages": 0, "newest": None}),
        (Need.THIN, {"pages": 2, "is_unfit": True, "newest": 90}),
        (Need.UNFIT, {"pages": 3, "is_unfit": True, "newest": 90}),
        (Need.OLD, {"pages": 3, "newest": 24}),
        (Need.ENOUGH, {"pages": 3, "newest": 23}),
        (Need.ENOUGH, {"pages": 3, "newest": None}),
    ],
)
def test_is_the_most_pressing_that_is_true(expected, facts):
    assert need(**facts) is expected


@pytest.mark.parametrize(
    ("expected", "facts"),
    [
        (Need.MISSING, {"pages": 0, "wanted": 1}),
        (Need.SHORT, {"pages": 9, "wanted": 1}),
        (None, {"pages": 0}),
        (None, {"pages": 9, "is_unfit": True, "newest": 90}),
    ],
)
def test_about_no_topic_is_only_what_readers_look_for(expected, facts):
    assert need(**facts, has_topic=False) is expected


def test_is_told_apart_by_words_and_symbols():
    assert len({each.label for each in Need}) == len({each.icon for each in Need}) == len(Need)
    assert len({each.hint for each in Need}) == len(Need)


def test_is_a_gap_unless_there_is_enough():
    assert [each for each in Need if not each.is_gap] == [Need.ENOUGH]
