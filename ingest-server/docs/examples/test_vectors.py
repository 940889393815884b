#!/usr/bin/env python3
"""Holds these modules against the golden vectors of the Java code: python3 test_vectors.py"""
import glob
import os
import struct
import unittest

import codec
import codes
import documents
import ed25519

INGEST_SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
GOLDEN = os.path.join(INGEST_SERVER, "protocol", "src", "test", "resources", "golden")
JOURNAL_GOLDEN = os.path.join(INGEST_SERVER, "journal", "src", "test", "resources", "golden")
TOKEN = "swt_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


def golden(name, folder=GOLDEN):
    with open(os.path.join(folder, name + ".hex"), encoding="ascii") as file:
        return bytes.fromhex("".join(line for line in file if not line.startswith("#")))


def comments(name):
    """The name=value pairs that the comments of a vector tell."""
    with open(os.path.join(GOLDEN, name + ".hex"), encoding="ascii") as file:
        lines = [line[1:].rstrip("\n") for line in file if line.startswith("#")]
    pairs = {}
    for line in lines:
        if line.startswith(" text="):
            pairs["text"] = line[len(" text="):]  # which holds spaces
        else:
            pairs.update(word.split("=", 1) for word in line.split() if "=" in word)
    return pairs


def version(name):
    """The schema version that the vector was written with: a newer schema may have newer vectors, and the same layout."""
    return struct.unpack_from("<H", golden(name), 10)[0]


class SentFrames(unittest.TestCase):
    def test_hello(self):
        self.assertEqual(golden("Hello"), codec.hello(
            1207, 11400714819323198485, 1649473260123, "swabline-terminal/1.4.2", TOKEN, version("Hello")))

    def test_scans(self):
        code = codes.of(golden("SamplingCode"))
        entries = [codec.scan(1649473261007, 1, "S22-0409-0017", code.core),
                   codec.scan(1649473262500, 2, "S22-0409-0017", b"11010519491231002X"),
                   codec.scan(1649473263999, 3, "ABCDEFGHIJKLMNOP", b"34052419800101001x"),
                   codec.scan(1649473265432, 4, "S22-0409-0018", documents.credential("passport:D:c01x 00t-47"))]
        self.assertEqual(golden("Scans"), codec.scans(88, entries, version("Scans")))

    def test_the_oldest_version_that_has_it(self):
        plain, document = codec.scan(0, 2, "A", bytes(36)), codec.scan(0, 4, "A", bytes(36))
        self.assertEqual(1, struct.unpack_from("<H", codec.scans(1, [plain]), 10)[0])
        self.assertEqual(3, struct.unpack_from("<H", codec.scans(1, [plain, document]), 10)[0])
        self.assertEqual(1, struct.unpack_from("<H", codec.hello(1, 1, 1, "x"), 10)[0])

    def test_ping_and_goodbye(self):
        self.assertEqual(golden("Ping"), codec.ping(-1, version("Ping")))
        self.assertEqual(golden("Goodbye"), codec.goodbye(30000, 2, version("Goodbye")))

    def test_subscribe_and_credit(self):
        self.assertEqual(golden("Subscribe"), codec.subscribe(-2, 16384, "census-office", TOKEN, version("Subscribe")))
        self.assertEqual(golden("Credit"), codec.credit(8192, version("Credit")))

    def test_most_scans_in_a_frame(self):
        entry = codec.scan(0, 1, "A", bytes(36))
        for count, fits in ((codec.SCANS_PER_FRAME_MAX, True), (codec.SCANS_PER_FRAME_MAX + 1, False)):
            length, = struct.unpack_from("<I", codec.scans(1, [entry] * count))
            self.assertEqual(fits, length <= codec.FRAME_LENGTH_MAX)


class Documents(unittest.TestCase):
    def test_one_form_for_each(self):
        none = b"\0\0\0"
        for typed, kind, state, number in (
                ("passport:GBR:123456789", 1, b"GBR", b"123456789"), ("Passport: d<< :L898902C<", 1, b"DEU", b"L898902C"),
                ("hk-macao-permit:h1234567803", 2, none, b"H12345678"), ("hk-macao-permit:MA1234567", 2, none, b"MA1234567"),
                ("taiwan-permit\uff1a0561682001\uff08D\uff09", 3, none, b"05616820"),
                ("taiwan-permit:12345678", 3, none, b"12345678"),
                ("permanent-residence:can110081030305", 4, none, b"CAN110081030305")):
            self.assertTrue(documents.is_document(typed))
            self.assertEqual(bytes([kind]) + state + number.ljust(32, b"\0"), documents.credential(typed))

    def test_what_is_none(self):
        for typed in ("passport:GB:123456789", "passport:GBR:1234", "passport:123456789", "hk-macao-permit:K12345678",
                      "taiwan-permit:A123456789", "taiwan-permit:1234567:8", "permanent-residence:11010519491231002X"):
            self.assertRaises(ValueError, documents.credential, typed)
        for text in ("11010519491231002X", "N1:ABC", "visa:GBR:1"):
            self.assertFalse(documents.is_document(text))


class ReceivedFrames(unittest.TestCase):
    def decode(self, name):
        data = golden(name)
        self.assertEqual(len(data) - 4, struct.unpack_from("<I", data)[0])
        return codec.decode(data[4:])

    def test_welcome_and_refused(self):
        self.assertEqual(codec.Welcome(1649473260150, 4294967290, 1024, "DISK", 3), self.decode("Welcome"))
        self.assertEqual(codec.Refused(2750, "CONNECTIONS_FULL"), self.decode("Refused"))

    def test_ack(self):
        ack = self.decode("Ack")
        self.assertEqual((88, 95, 512, 1730, "OS"), ack[:5])
        self.assertEqual({
            89: codec.Listed("DOUBLE_SCAN", 1649470000, False), 90: codec.Listed("BAD_ID_NUMBER", 0, False),
            93: codec.Listed("ACCEPTED", 0, True), 94: codec.Listed("CLOCK_IMPOSSIBLE", 0, True)}, ack.listed)

    def test_retry_pong_and_goodbye(self):
        self.assertEqual(codec.Retry(96, 1500, "DISK_LOW"), self.decode("Retry"))
        self.assertEqual(codec.Pong(-1, 1649473260151), self.decode("Pong"))
        self.assertEqual(codec.Goodbye(30000, "DRAINING"), self.decode("Goodbye"))

    def test_records(self):
        records = self.decode("Records")
        self.assertEqual((4294967301, 1649473262007, 4294967400), records[:3])
        self.assertEqual([bytes(range(64)), bytes(range(255, 191, -1))], records.records)

    def test_what_a_later_version_appends_is_skipped(self):
        data = golden("Ack")
        block, group = data[12:29], data[29:]
        longer = codec.frame(5, block + b"later", struct.pack("<HH", 12, 4) + b"".join(
            group[4 + 10 * i:14 + 10 * i] + b"xx" for i in range(4)), 9)
        self.assertEqual(codec.decode(data[4:]), codec.decode(longer[4:]))

    def test_a_message_of_a_later_version_is_none(self):
        self.assertIsNone(codec.decode(codec.frame(99, b"")[4:]))

    def test_every_cut_frame_is_refused(self):
        for path in glob.glob(os.path.join(GOLDEN, "*.hex")):
            name = os.path.basename(path)[:-4]
            if name in ("SamplingCode", "TrustBundle"):
                continue
            body = golden(name)[4:]
            for length in range(len(body)):
                try:
                    codec.decode(body[:length])
                except codec.ProtocolError:
                    continue
                self.assertNotIn(struct.unpack_from("<H", body, 2)[0], (2, 3, 5, 6, 8, 9, 11), "%s cut to %d" % (name, length))


class SamplingCodes(unittest.TestCase):
    def setUp(self):
        self.told = comments("SamplingCode")
        self.code = codes.of(golden("SamplingCode"))

    def test_text(self):
        self.assertEqual(self.told["text"], "N1:" + codes.base45_encode(self.code.data))
        self.assertEqual(self.code, codes.parse(self.told["text"]))

    def test_fields(self):
        self.assertEqual((1, 1, 2, 30, 1649462400), self.code[:5])

    def test_signature(self):
        key = bytes.fromhex(self.told["public"])
        self.assertTrue(ed25519.is_genuine(key, self.code.core, self.code.signature))
        for bit in range(0, 800, 37):
            forged = bytearray(self.code.data)
            forged[bit // 8] ^= 1 << bit % 8
            self.assertFalse(ed25519.is_genuine(key, bytes(forged[:36]), bytes(forged[36:])), "bit %d" % bit)

    def test_short_hash(self):
        self.assertEqual(5856786931757818993, codes.short_hash(self.code))

    def test_texts_that_no_code_has(self):
        good = self.told["text"]
        for bad in ("", good[3:], good + " ", good[:-1], good.lower(), good[:-3] + ":::", "N2:" + good[3:]):
            self.assertRaises(ValueError, codes.parse, bad)

    def test_base45_of_the_standard(self):
        for text, data in (("BB8", b"AB"), ("%69 VD92EX0", b"Hello!!"), ("UJCLQE7W581", b"base-45"), ("QED8WEX0", b"ietf!")):
            self.assertEqual(text, codes.base45_encode(data))
            self.assertEqual(data, codes.base45_decode(text))


class TrustBundles(unittest.TestCase):
    def setUp(self):
        self.data = golden("TrustBundle")
        self.bundle = codes.read_bundle(self.data)

    def test_fields(self):
        self.assertEqual((47, 1650000000123), self.bundle[:2])
        self.assertEqual({1: 3, 2: 4, 3: 2, 255: 1}, {key.id: key.status for key in self.bundle.keys.values()})
        self.assertEqual((-5, 7, 4611686018427387907), self.bundle.hashes)
        self.assertEqual(comments("TrustBundle")["fingerprint"], codes.fingerprint(self.bundle.root_key))

    def test_a_changed_bundle_is_refused(self):
        for place in range(0, len(self.data), 11):
            changed = bytearray(self.data)
            changed[place] ^= 4
            self.assertRaises(ValueError, codes.read_bundle, bytes(changed))

    def test_verdicts(self):
        code = codes.of(golden("SamplingCode"))
        key = codes.Key(1, codes.CURRENT, 0, bytes.fromhex(comments("SamplingCode")["public"]))
        good = self.bundle._replace(keys={1: key}, hashes=())

        def judge(bundle, at_s=1649462400):
            return codes.judge(bundle, code, at_s)

        self.assertEqual("VALID", judge(good))
        self.assertEqual("SUPERSEDED", judge(good._replace(hashes=(codes.short_hash(code),))))
        self.assertEqual("NOT_YET_VALID", judge(good, 1649462400 - 301))
        self.assertEqual("EXPIRED", judge(good, 1649462400 + 30 * 86400))
        self.assertEqual("EXPIRED", judge(good._replace(keys={1: key._replace(status=codes.RETIRED)})))
        self.assertEqual("KEY_WITHDRAWN", judge(good._replace(keys={1: key._replace(status=codes.WITHDRAWN)})))
        self.assertEqual("FORGED", judge(good._replace(keys={1: self.bundle.keys[2]._replace(status=codes.CURRENT)})))
        self.assertEqual("FORGED", judge(good._replace(keys={})))
        self.assertEqual("UNKNOWN_KEY", judge(good._replace(keys={}, made_at_ms=1649462400_000)))


class Journal(unittest.TestCase):
    def test_crc_of_the_standard(self):
        self.assertEqual(0xE3069283, codec.crc32c(b"123456789"))

    def test_batch(self):
        data = golden("Batch", JOURNAL_GOLDEN)
        first, appended, records = codec.batch(data)
        self.assertEqual((4294967301, 1649473262007, 2), (first, appended, len(records)))
        self.assertEqual({
            "position": 4294967301, "appended_at_ms": 1649473262007, "received_at_ms": 1649473262000,
            "scanned_at_ms": 1649473261007, "station": 1207, "stream": "9e3779b97f4a7c15", "sequence": 88, "verdict": "ACCEPTED",
            "method": "CODE", "relative": True, "clock_corrected": False, "sample": "S22-0409-0017",
            "person": "d92b79baf01396364595d3b6", "issue": 4000000001, "detail": 0}, codec.fields(first, appended, records[0]))
        self.assertEqual({
            "position": 4294967302, "appended_at_ms": 1649473262007, "received_at_ms": 1649473196472,
            "scanned_at_ms": 1649473262500, "station": 4294967294, "stream": "0000000000000001", "sequence": 4294967294,
            "verdict": "DOUBLE_SCAN", "method": "ID_SPOKEN", "relative": False, "clock_corrected": True,
            "sample": "ABCDEFGHIJKLMNOP",
            "person": None, "issue": 0, "detail": 1649470000}, codec.fields(first + 1, appended, records[1]))
        by_document = bytearray(records[0])
        by_document[63] = 0x18  # bit 4: DOCUMENT, bit 3: clock corrected
        self.assertEqual(("DOCUMENT", False, True), tuple(
            codec.fields(0, 0, bytes(by_document))[name] for name in ("method", "relative", "clock_corrected")))
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 1
            self.assertRaises(codec.ProtocolError, codec.batch, bytes(changed))


if __name__ == "__main__":
    unittest.main()
