"""What a station keeps: its stream, and every scan until its verdict has come. An SQLite file, forced to the disk at each change.

It holds ID numbers until their verdicts have come: only its owner may read it, and what is deleted is overwritten with zeros.
"""
import os
import secrets
import sqlite3


class Store:
    def __init__(self, path):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA locking_mode = EXCLUSIVE")  # two stations must not share a store
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("PRAGMA secure_delete = ON")
        self.db.execute("CREATE TABLE IF NOT EXISTS stream (id TEXT, last INTEGER, acknowledged INTEGER)")
        self.db.execute("CREATE TABLE IF NOT EXISTS scans (sequence INTEGER PRIMARY KEY, source TEXT, sample TEXT, scan BLOB)")
        row = self.db.execute("SELECT id, last, acknowledged FROM stream").fetchone()
        if row is None:
            row = (new_id(), 0, 0)
            self.db.execute("INSERT INTO stream VALUES (?, ?, ?)", row)
        self.stream, self.last, self.acknowledged = int(row[0], 16), row[1], row[2]

    def add(self, source, sample, scan):
        """Keeps a scan under the next sequence."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("INSERT INTO scans VALUES (?, ?, ?, ?)", (self.last + 1, source, sample, scan))
        self.db.execute("UPDATE stream SET last = ?", (self.last + 1,))
        self.db.execute("COMMIT")
        self.last += 1

    def scans(self, first, count):
        """Bytes of the scans from a sequence on."""
        rows = self.db.execute("SELECT scan FROM scans WHERE sequence >= ? ORDER BY sequence LIMIT ?", (first, count))
        return [scan for scan, in rows]

    def describe(self, sequence):
        """Source and sample of a pending scan."""
        return self.db.execute("SELECT source, sample FROM scans WHERE sequence = ?", (sequence,)).fetchone()

    def answered(self, through):
        """Forgets scans up to this sequence: their verdicts have come."""
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("DELETE FROM scans WHERE sequence <= ?", (through,))
        self.db.execute("UPDATE stream SET acknowledged = ?", (through,))
        self.db.execute("COMMIT")
        self.acknowledged = through

    def begin_new_stream(self):
        """A new stream in which the pending scans are numbered from 1."""
        stream, last = new_id(), self.last - self.acknowledged
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("UPDATE scans SET sequence = -sequence")  # two steps, so that no number is taken twice
        self.db.execute("UPDATE scans SET sequence = -sequence - ?", (self.acknowledged,))
        self.db.execute("UPDATE stream SET id = ?, last = ?, acknowledged = 0", (stream, last))
        self.db.execute("COMMIT")
        self.stream, self.last, self.acknowledged = int(stream, 16), last, 0

    def pending(self):
        return self.last - self.acknowledged


def new_id():
    return "%016x" % (secrets.randbits(64) or 1)
