"""Frames of the station protocol and records of the journal, as docs/bytes.md draws them. Standard library only."""
import struct
from collections import namedtuple

SCHEMA = 20222
VERSION = 1            # said in every frame without a document: the oldest with these fields, so that older servers take it
DOCUMENTS_VERSION = 3  # of a server that takes scans by document, and said in Scans that hold one
DOCUMENT = 4           # the method of such a scan
FRAME_LENGTH_MAX = 65_536
SCANS_PER_FRAME_MAX = 1_023
SEQUENCE_MAX = 4_294_967_294
CREDIT_RECORDS_MAX = 1_048_576

METHODS = {0: "UNKNOWN", 1: "CODE", 2: "ID_CARD", 3: "ID_SPOKEN", DOCUMENT: "DOCUMENT"}
VERDICTS = dict(enumerate((
    "ACCEPTED", "DOUBLE_SCAN", "FORGED", "EXPIRED", "NOT_YET_VALID", "SUPERSEDED", "KEY_WITHDRAWN", "BAD_ID_NUMBER",
    "BAD_SAMPLE_ID", "SAMPLE_FULL", "SAMPLE_ELSEWHERE", "MALFORMED", "CLOCK_IMPOSSIBLE", "BAD_DOCUMENT_NUMBER"), 1))
NOTES = {64: "SAMPLE_RELEASED"}  # from 64 up: no scan, but what an operator did
DURABILITIES = {1: "OS", 2: "DISK"}
RETRIES = {1: "PERSONS_FULL", 2: "SAMPLES_FULL", 3: "DISK_LOW", 4: "STATION_QUOTA"}
REFUSALS = dict(enumerate((
    "STREAM_OF_ANOTHER_STATION", "STREAMS_FULL", "CONNECTIONS_FULL", "DRAINING", "DISK_LOW", "MALFORMED", "NOT_AUTHORIZED",
    "POSITION_BEYOND_END", "SUBSCRIBERS_FULL", "SUBSCRIBERS_OFF", "STATION_BLOCKED"), 1))
GOODBYES = dict(enumerate((
    "DONE", "DRAINING", "REPLACED", "HELLO_EXPECTED", "UNKNOWN_MESSAGE", "WRONG_SCHEMA", "MALFORMED_FRAME", "FRAME_LENGTH",
    "SEQUENCE_GAP", "SEQUENCE_TOO_OLD", "CREDIT_EXCEEDED", "SLOW_READER", "IDLE", "STREAM_EXHAUSTED", "NOT_AUTHORIZED",
    "TLS_EXPECTED", "JOURNAL_UNREADABLE", "STATION_BLOCKED"), 1))

Welcome = namedtuple("Welcome", "server_time last_sequence credit durability version")
Refused = namedtuple("Refused", "retry_after_ms reason")
Ack = namedtuple("Ack", "first_sequence through_sequence credit residence_us durability listed")
Listed = namedtuple("Listed", "verdict detail retransmit")
Retry = namedtuple("Retry", "from_sequence after_ms reason")
Pong = namedtuple("Pong", "sent_at server_time")
Goodbye = namedtuple("Goodbye", "reconnect_after_ms reason")
Records = namedtuple("Records", "first_position appended_at durable_position records")
Record = namedtuple("Record", "scanned_at stream sequence station person issue sample detail received_offset_ms verdict flags")


class ProtocolError(Exception):
    """The other side sent what no frame of the protocol is."""


# ---- what a station or a subscriber sends

def frame(template, block, rest=b"", version=VERSION):
    body = struct.pack("<HHHH", len(block), template, SCHEMA, version) + block + rest
    return struct.pack("<I", len(body)) + body


def text(value):
    data = value.encode("ascii")
    if len(data) > 64:
        raise ValueError("a text has at most 64 bytes, not %d" % len(data))
    return bytes([len(data)]) + data


def hello(station, stream, sent_at, software, token="", version=VERSION):
    return frame(1, struct.pack("<IQq", station, stream, sent_at), text(software) + text(token), version)


def scan(scanned_at, method, sample, credential):
    """The 64 bytes of a scan; the credential is a code's first 36 bytes, an ID number in ASCII, or a document."""
    return struct.pack("<qB3x16s36s", scanned_at, method, sample.encode("ascii"), credential)


def is_document(entry):
    """Whether the 64 bytes of a scan are of a document."""
    return entry[8] == DOCUMENT


def scans(first_sequence, entries, version=None):
    if version is None:
        version = DOCUMENTS_VERSION if any(is_document(entry) for entry in entries) else VERSION
    return frame(4, struct.pack("<I", first_sequence), struct.pack("<HH", 64, len(entries)) + b"".join(entries), version)


def ping(sent_at, version=VERSION):
    return frame(7, struct.pack("<q", sent_at), version=version)


def goodbye(reconnect_after_ms=0, reason=1, version=VERSION):
    return frame(9, struct.pack("<IB", reconnect_after_ms, reason), version=version)


def subscribe(from_position, credit, name, token="", version=VERSION):
    return frame(10, struct.pack("<qI", from_position, credit), text(name) + text(token), version)


def credit(records, version=VERSION):
    return frame(12, struct.pack("<I", records), version=version)


# ---- what a server sends

def entries(group, layout):
    """The entries of a group; what a later version appends to an entry is skipped."""
    length, count = struct.unpack_from("<HH", group)
    if length < struct.calcsize(layout) or len(group) < 4 + length * count:
        raise ProtocolError("a group that does not fit its frame")
    return [struct.unpack_from(layout, group, 4 + i * length) for i in range(count)]


def decode(body):
    """The message in a frame, without its length field; None for one that this version does not know."""
    try:
        block_length, template, schema, version = struct.unpack_from("<HHHH", body)
        if schema != SCHEMA or 8 + block_length > len(body):
            raise ProtocolError("no frame of schema %d" % SCHEMA)
        block, rest = body[8:8 + block_length], body[8 + block_length:]
        if template == 2:
            server_time, last, allowed, durability = struct.unpack_from("<qIIB", block)
            return Welcome(server_time, last, allowed, DURABILITIES.get(durability, "?"), version)
        if template == 3:
            after, reason = struct.unpack_from("<IB", block)
            return Refused(after, REFUSALS.get(reason, "reason %d" % reason))
        if template == 5:
            first, through, allowed, residence, durability = struct.unpack_from("<IIIIB", block)
            listed = {sequence: Listed(VERDICTS.get(verdict, "verdict %d" % verdict), detail, flags & 1 == 1)
                      for sequence, detail, verdict, flags in entries(rest, "<IIBB")}
            return Ack(first, through, allowed, residence, DURABILITIES.get(durability, "?"), listed)
        if template == 6:
            sequence, after, reason = struct.unpack_from("<IIB", block)
            return Retry(sequence, after, RETRIES.get(reason, "reason %d" % reason))
        if template == 8:
            return Pong(*struct.unpack_from("<qq", block))
        if template == 9:
            after, reason = struct.unpack_from("<IB", block)
            return Goodbye(after, GOODBYES.get(reason, "reason %d" % reason))
        if template == 11:
            first, appended, durable = struct.unpack_from("<qqq", block)
            return Records(first, appended, durable, [data for data, in entries(rest, "<64s")])
        return None
    except struct.error as cut:
        raise ProtocolError("a frame that is cut off: %s" % cut) from cut


# ---- records of the journal

def record(data):
    scanned, stream, sequence, station, person, issue, sample, detail, offset, verdict, flags = struct.unpack(
        "<qQII12sI16sIHBB", data)
    return Record(scanned, stream, sequence, station, person.hex() if any(person) else None, issue,
                  sample.rstrip(b"\0").decode("ascii", "replace"), detail, offset,
                  {**VERDICTS, **NOTES}.get(verdict, "verdict %d" % verdict), flags)


def fields(position, appended_at, data):
    """A record as 'swabline journal tail' prints it; docs/output.md explains each field."""
    r = record(data)
    method = "NONE" if data[62] >= 64 else METHODS.get(r.flags & 3 | r.flags >> 2 & 4, "UNKNOWN")
    return {
        "position": position, "appended_at_ms": appended_at, "received_at_ms": appended_at - r.received_offset_ms,
        "scanned_at_ms": r.scanned_at, "station": r.station, "stream": "%016x" % r.stream, "sequence": r.sequence,
        "verdict": r.verdict, "method": method, "relative": bool(r.flags & 4), "clock_corrected": bool(r.flags & 8),
        "sample": r.sample, "person": r.person, "issue": r.issue, "detail": r.detail}


def crc32c(data, crc=0):
    """CRC-32C (Castagnoli), bit by bit; go on with the result of the bytes before."""
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def batch(data):
    """Position, time of appending and records of a batch whose checksum is right."""
    magic, count, first, appended, crc, salt = struct.unpack_from("<4sIqqI4s", data)
    if magic != b"SWJ1" or len(data) != 32 + 64 * count:
        raise ProtocolError("no batch")
    if crc32c(data[32:], crc32c(salt if any(salt) else b"", crc32c(data[:24]))) != crc:
        raise ProtocolError("a batch whose checksum is wrong")
    return first, appended, [data[32 + 64 * i:96 + 64 * i] for i in range(count)]
