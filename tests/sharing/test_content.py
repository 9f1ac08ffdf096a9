"""Two versions of a text that meet: whatever was done on either side, nothing written goes."""

import os
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.sharing.content import (
    BODY,
    Change,
    catch_up,
    fingerprint,
    fingerprints,
    merge,
    units_of,
)

examples = settings(max_examples=int(os.environ.get("EXAMPLES", "50")), deadline=None)

texts = st.text("abc", max_size=2)
keys = st.sampled_from([f"block-{number}" for number in range(6)])


@st.composite
def contents(draw) -> dict:
    """A page as data: two fields, and up to six blocks in any order."""
    there = draw(st.lists(keys, unique=True))
    body = [{"id": key, "type": "text", "value": draw(texts)} for key in there]
    return {"title": draw(texts), "summary": draw(texts), BODY: body, "_note": 1}


@st.composite
def edited(draw, content) -> dict:
    """What somebody made of `content`: other texts, an order of their own, blocks more or fewer."""
    mine = deepcopy(content)
    for name in ("title", "summary"):
        mine[name] = draw(st.sampled_from([mine[name], draw(texts)]))
    kept = [block for block in mine[BODY] if draw(st.integers(0, 3))]
    for block in kept:
        block["value"] = draw(st.sampled_from([block["value"], draw(texts)]))
    there = {block["id"] for block in content[BODY]}
    added = draw(st.lists(keys.filter(lambda key: key not in there), unique=True, max_size=2))
    new = [{"id": key, "type": "text", "value": draw(texts)} for key in added]
    mine[BODY] = draw(st.permutations(kept + new)) if draw(st.booleans()) else kept + new
    return mine


@st.composite
def two_sides(draw) -> tuple[dict, dict, dict]:
    """What was common to two, and what became of it on either side."""
    base = draw(contents())
    return base, draw(edited(base)), draw(edited(base))


@st.composite
def changes(draw, content) -> list[Change]:
    """What a form sends: any text for any unit, there or gone, seen as it is or as it was."""
    units = draw(
        st.lists(st.sampled_from(["title", *(f"block-{n}" for n in range(6))]), unique=True)
    )
    now = fingerprints(content)
    return [
        Change(unit, draw(texts), draw(st.sampled_from([now.get(unit, ""), fingerprint("old")])))
        for unit in units
    ]


class TestMerging:
    @examples
    @given(st.data())
    def test_keeps_each_text_that_somebody_typed(self, data):
        content = data.draw(contents())
        made = data.draw(changes(content))

        merged = merge(content, made)

        typed = {each.unit: each for each in made if fingerprint(each.value) != each.seen}
        conflicts = {each.unit for each in merged.conflicts}
        for unit, change in typed.items():
            assert unit in conflicts or units_of(merged.content)[unit] == change.value

    @examples
    @given(st.data())
    def test_replaces_only_what_its_author_saw(self, data):
        content = data.draw(contents())
        made = data.draw(changes(content))

        merged = merge(content, made)

        seen = {each.unit: each.seen for each in made}
        for unit, value in units_of(content).items():
            now = units_of(merged.content)[unit]
            assert now == value or seen[unit] == fingerprint(value)

    @examples
    @given(st.data())
    def test_takes_the_same_changes_twice_as_once(self, data):
        content = data.draw(contents())
        made = data.draw(changes(content))

        once = merge(content, made)
        twice = merge(once.content, made, own=once.taken)

        assert twice.content == once.content
        assert twice.conflicts == once.conflicts

    @examples
    @given(st.data())
    def test_takes_whatever_comes_from_who_wrote_it_last(self, data):
        content = data.draw(contents())
        made = data.draw(changes(content))

        merged = merge(content, made, own=units_of(content))

        there = units_of(merged.content)
        assert {each.unit for each in merged.conflicts}.isdisjoint(there)
        assert all(there[each.unit] == each.value for each in made if each.unit in there)

    @examples
    @given(contents())
    def test_takes_a_form_that_is_sent_as_it_was_shown_for_no_change(self, content):
        shown = [Change(*each, fingerprint(each[1])) for each in units_of(content).items()]
        others = deepcopy(content) | {"title": "Another", BODY: []}

        merged = merge(others, shown)

        assert merged.content == others
        assert merged.conflicts == []


class TestCatchingUp:
    @examples
    @given(two_sides())
    def test_keeps_what_either_side_wrote(self, sides):
        base, ours, theirs = sides

        merged = catch_up(ours, theirs, fingerprints(base))

        had, now = units_of(base), units_of(merged.content)
        kept = {each.unit: each.value for each in merged.conflicts}
        for side in (ours, theirs):
            written = {u: v for u, v in units_of(side).items() if u not in had or had[u] != v}
            for unit, value in written.items():
                assert value in (now.get(unit), kept.get(unit))

    @examples
    @given(two_sides())
    def test_takes_away_only_what_one_side_took_away_and_the_other_left_alone(self, sides):
        base, ours, theirs = sides

        merged = catch_up(ours, theirs, fingerprints(base))

        had = units_of(base)
        for unit in {*units_of(ours), *units_of(theirs)} - set(units_of(merged.content)):
            assert unit not in units_of(ours) or unit not in units_of(theirs)
            assert had[unit] in (units_of(ours).get(unit), units_of(theirs).get(unit))

    @examples
    @given(two_sides())
    def test_is_done_once_for_all(self, sides):
        base, ours, theirs = sides
        merged = catch_up(ours, theirs, fingerprints(base))

        again = catch_up(merged.content, theirs, fingerprints(theirs))

        assert again.content == merged.content
        assert again.conflicts == []

    @examples
    @given(two_sides())
    def test_gives_the_page_to_who_has_changed_nothing(self, sides):
        base, _ours, theirs = sides

        merged = catch_up(base, theirs, fingerprints(base))

        assert merged.content == theirs
        assert merged.conflicts == []

    @examples
    @given(two_sides())
    def test_leaves_as_they_are_the_changes_to_a_page_that_nobody_else_has_changed(self, sides):
        base, ours, _theirs = sides

        merged = catch_up(ours, base, fingerprints(base))

        assert merged.content == ours
        assert merged.conflicts == []

    @examples
    @given(two_sides())
    def test_has_every_block_once(self, sides):
        base, ours, theirs = sides

        merged = catch_up(ours, theirs, fingerprints(base))

        there = [block["id"] for block in merged.content[BODY]]
        assert len(there) == len(set(there))

    @examples
    @given(two_sides())
    def test_does_not_depend_on_the_order_in_which_a_database_keeps_names(self, sides):
        base, ours, theirs = sides
        common = fingerprints(base)

        merged = catch_up(ours, theirs, dict(sorted(common.items())))

        assert merged == catch_up(ours, theirs, common)


def test_texts_that_say_the_same_are_the_same():
    text, same, other = (
        f"<p{key}>{word}</p>"
        for key, word in (("", "One"), (' data-block-key="a1b2c"', "One"), ("", "Two"))
    )

    assert fingerprint(text) == fingerprint(same) != fingerprint(other)
    assert fingerprint({"text": text}) == fingerprint({"text": same})


def test_catching_up_takes_over_what_the_editor_calls_the_lines():
    ours = {"title": "", BODY: [{"id": "one", "type": "text", "value": "<p>One</p>"}]}
    theirs = deepcopy(ours)
    theirs[BODY][0]["value"] = '<p data-block-key="a1b2c">One</p>'

    merged = catch_up(ours, theirs, fingerprints(ours))

    assert merged.content == theirs


def test_an_order_is_among_what_can_differ():
    blocks = [{"id": key, "type": "text", "value": ""} for key in ("one", "two")]
    content = {"title": "", BODY: blocks}

    assert fingerprints(content) != fingerprints({**content, BODY: blocks[::-1]})
