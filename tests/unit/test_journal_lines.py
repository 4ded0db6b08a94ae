"""Whatever happens to the bytes of a journal, each line that is still whole is read, and no other."""

from hypothesis import example, given
from hypothesis import strategies as st

from phone.journal_lines import changes_of, line_of, scan, text_of

WORDS = st.text(alphabet=st.sampled_from('aĐộ \n"\\[]0f,\u2028\ud83d'), max_size=12)
CHANGES = st.tuples(st.sampled_from(["facts", "state"]), st.sampled_from("123"), st.none() | st.builds(dict, a=WORDS))
LINES = st.lists(
    st.lists(CHANGES, max_size=3).map(lambda found: line_of([text_of(list(c)) for c in found])), max_size=6
)


def read(line):
    changes = changes_of(line.removesuffix(b"\n"))
    assert changes is not None
    return changes


def expected(lines):
    return [change for line in lines for change in read(line)]


@given(LINES)
def test_whole_journals_are_read_whole(lines):
    found = scan(b"".join(lines))
    assert found.changes == expected(lines)
    assert (found.kept, found.dropped, found.torn, found.mends) == (len(lines), (), b"", ())


@given(LINES, st.data())
def test_cut_anywhere_the_lines_before_are_kept(lines, data):
    raw = b"".join(lines)
    cut = data.draw(st.integers(0, len(raw)))
    before = [line for number, line in enumerate(lines) if len(b"".join(lines[: number + 1])) <= cut]
    found = scan(raw[:cut])
    # A cut that took only the last line feed leaves that line's content whole: it is mended.
    mended = len(lines) > len(before) and len(b"".join([*before, lines[len(before)]])) == cut + 1
    assert found.kept == len(before) + mended
    assert found.changes == expected(lines[: found.kept])
    assert not found.dropped
    assert found.end + len(found.torn) == cut + mended


@given(LINES.filter(any), st.data())
def test_any_changed_byte_costs_one_line_at_most(lines, data):
    raw = bytearray(b"".join(lines))
    spot = data.draw(st.integers(0, len(raw) - 1))
    raw[spot] ^= data.draw(st.integers(1, 255))
    hurt = next(number for number in range(len(lines)) if len(b"".join(lines[: number + 1])) > spot)
    feed_hurt = spot == len(b"".join(lines[: hurt + 1])) - 1
    found = scan(bytes(raw))
    untouched = lines if feed_hurt else [line for number, line in enumerate(lines) if number != hurt]
    assert found.changes == expected(untouched)
    assert found.kept == len(untouched)


@given(LINES, st.binary(max_size=40))
@example([line_of([])], b"00000000 []\n")
@example([], b"00000000 []")
@example([], b"\x00" * 30)
def test_strange_bytes_behind_are_never_read_as_a_line(lines, behind):
    found = scan(b"".join(lines) + behind)
    assert found.changes == expected(lines)
    assert found.end <= len(b"".join(lines)) + len(behind)


def test_a_checksum_over_something_else_is_not_a_line():
    assert changes_of(line_of(['["facts","1",{}]'])[:-1]) == [["facts", "1", {}]]
    assert changes_of(line_of(['["facts","1"]'])[:-1]) is None
    assert changes_of(line_of(["}"])[:-1]) is None
    assert changes_of(b"") is None
