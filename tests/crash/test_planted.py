"""Faults planted in the store, each of which the checks must notice; and the store as it is, which passes them all."""

import os

import pytest

from phone import journal, journal_file, journal_lines
from phone.book_reply import State
from phone.journal import JournalStorage
from phone.journal_file import JournalFile
from phone.journal_lines import Scan, changes_of, line_of, text_of
from tests.crash import checks


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_the_store_as_it_is(check, tmp_path):
    check(str(tmp_path))


def no_checksum(patch):
    patch.setattr(journal_lines, "whole", lambda line: line[8:9] == b" ")


def stops_at_the_first_bad_line(patch):
    def scan(raw):
        *lines, torn = raw.split(b"\n")
        good = []
        for line in lines:
            if changes_of(line) is None:
                break
            good += changes_of(line)
        return Scan(good, len(lines), (), len(raw) - len(torn), torn, ())

    patch.setattr(journal, "scan", scan)


def memory_before_disk(patch):
    def append(storage, changes):
        texts = [text_of(change) for change in changes]
        storage._tables.apply(texts)
        storage._file.append(line_of(texts))

    patch.setattr(JournalStorage, "append", append)


def half_a_line_stays(patch):
    patch.setattr(JournalFile, "_smooth", lambda file: None)


def no_fsync_of_a_line(patch):
    def append(file, line):
        os.lseek(file._fd, file.end, os.SEEK_SET)
        journal_file._write_all(file._fd, line)
        file.end += len(line)

    patch.setattr(JournalFile, "append", append)


def no_fsync_before_the_rename(patch):
    def write_new(file, lines):
        with open(file.path + ".new", "wb") as new:
            return sum(new.write(line) for line in lines)

    patch.setattr(JournalFile, "_write_new", write_new)


def no_fsync_of_the_folder(patch):
    patch.setattr(journal_file, "_fsync_folder", lambda path: None)


def compaction_in_place(patch):
    def replace(file, lines, keep_old=True):
        journal_file.os.ftruncate(file._fd, 0)
        os.lseek(file._fd, 0, os.SEEK_SET)
        file.end = sum(journal_file._write_all(file._fd, line) for line in lines)
        journal_file.os.fsync(file._fd)

    patch.setattr(JournalFile, "replace", replace)


def new_file_half_written_is_taken(patch):
    def swap_first(file, lines, keep_old=True):
        file.close()
        journal_file.os.replace(file.path, file.path + ".old")
        file._fd = journal_file.os.open(file.path, journal_file._FLAGS, 0o600)
        file.end = sum(journal_file._write_all(file._fd, line) for line in lines)
        journal_file.os.fsync(file._fd)

    patch.setattr(JournalFile, "replace", swap_first)


def numbers_counted_from_what_is_left(patch):
    recall = State.recall

    def counted(state, key, absent=None):
        facts = state._table.storage.documents("facts") if key.startswith("seq:") else None
        return recall(state, key, absent) if facts is None else len(facts)

    patch.setattr(State, "recall", counted)


FAULTS = {
    no_checksum: checks.changed_byte,
    stops_at_the_first_bad_line: checks.changed_byte,
    memory_before_disk: checks.full_disk,
    half_a_line_stays: checks.full_disk,
    no_fsync_of_a_line: checks.power_cut,
    no_fsync_before_the_rename: checks.power_cut,
    no_fsync_of_the_folder: checks.power_cut,
    compaction_in_place: checks.stop_at_each_step,
    new_file_half_written_is_taken: checks.stop_at_each_step,
    numbers_counted_from_what_is_left: checks.numbers,
}


@pytest.mark.parametrize(("fault", "check"), FAULTS.items(), ids=lambda part: part.__name__)
def test_a_planted_fault_is_noticed(fault, check, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        fault(patch)
        with pytest.raises(AssertionError):
            check(str(tmp_path))
