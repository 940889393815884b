#!/usr/bin/env python3
"""A small station: keeps scans in a file, sends them until each has its verdict. Written from docs/protocol.md and docs/bytes.md.

    python3 station.py --store station.db --station 1207 --sample TUBE-0001 'N1:...' < id-numbers.txt

Takes texts of sampling codes (N1:...), ID numbers, and documents (passport:GBR:123456789, hk-macao-permit:H12345678,
taiwan-permit:12345678, permanent-residence:...), as arguments or, without arguments, one a line from standard input. Give
numbers on standard input: arguments are seen by everybody on the machine. A tab and a sample id after a scan name its tube, in
place of --sample. Prints one JSON object for each verdict. Scans without a verdict stay in the store; the next start sends them.

Exit code 0 if every scan was ACCEPTED, 1 if one was not or got no verdict within --timeout, 2 for wrong usage, 3 if a person must
act first: the token, the certificate or TLS is wrong, or the server is too old for documents.
"""
import argparse
import json
import queue
import random
import socket
import sqlite3
import ssl
import sys
import threading
import time
from datetime import datetime, timezone

import codec
import codes
import documents
from connection import Connection, tls_context
from store import Store

SOFTWARE = "swabline-example-station/1.0"
ANSWER_TIMEOUT_S = 20
PING_EVERY_S = 30
CLOCK_STEP_S = 2
SCANS_PER_FRAME = 64

# What to do for each reason, as docs/protocol.md says. Reasons that are in none of these sets: come back at the named time.
NEW_STREAM = {"STREAM_OF_ANOTHER_STATION", "STREAM_EXHAUSTED", "SEQUENCE_TOO_OLD"}
PERSON_MUST_ACT = {"NOT_AUTHORIZED", "STATION_BLOCKED", "TLS_EXPECTED", "WRONG_SCHEMA", "UNKNOWN_MESSAGE", "FRAME_LENGTH"}


class Disconnected(Exception):
    """This connection is over: come back after the time that the server named, in seconds; None: it named none."""

    def __init__(self, why, after_s=None):
        super().__init__(why)
        self.after_s = after_s


class PersonMustAct(Exception):
    pass


class Station:
    def __init__(self, options, store, inputs):
        self.options, self.store, self.inputs = options, store, inputs
        self.token = read_token(options.token_file)
        self.tls = tls_context(options.tls_ca)
        self.all_read = False
        self.all_accepted = True
        self.bound_s = 0.2
        self.heard = time.monotonic()

    # ---- over as many connections as it takes

    def run(self):
        while True:
            try:
                self.take_inputs()
                if self.is_done():
                    return
                self.converse()
                return
            except Disconnected as over:
                self.pause(str(over), over.after_s, 30)
            except ConnectionRefusedError as nobody:
                self.pause(str(nobody), None, 5)
            except ssl.SSLError as wrong:
                raise PersonMustAct("TLS: %s" % wrong) from wrong
            except (OSError, codec.ProtocolError) as lost:
                self.pause(str(lost), None, 30)

    def pause(self, why, named_s, bound_max_s):
        """Waits between 0 and a bound that doubles, and not less than the server said; scans are taken meanwhile."""
        wait_s = max(random.uniform(0, min(self.bound_s, bound_max_s)), named_s or 0)
        self.bound_s = min(bound_max_s, max(self.bound_s, self.bound_s * 2))
        tell("%s; trying again in %.1f s" % (why, wait_s))
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            self.take_inputs()
            self.check_patience()
            time.sleep(0.05)

    def check_patience(self):
        if time.monotonic() - self.heard > self.options.timeout:
            raise TimeoutError("no verdict for %d s; %d scans wait in %s" % (
                self.options.timeout, self.store.pending(), self.options.store))

    def take_inputs(self):
        """Keeps what was scanned since; on the disk before anything else is done with it."""
        while not self.all_read:
            try:
                line = self.inputs.get_nowait()
            except queue.Empty:
                return
            if line is None:
                self.all_read = True
                return
            source, text = line
            try:
                credential, _, sample = text.partition("\t")
                sample = sample or self.options.sample
                self.store.add(source, sample, to_scan(credential, sample, self.options))
            except ValueError as unreadable:
                self.all_accepted = False
                print_line({"source": source, "verdict": "UNREADABLE", "advice": str(unreadable)})

    def is_done(self):
        return self.all_read and self.store.pending() == 0

    # ---- one connection

    def converse(self):
        connection = Connection(self.options.host, self.options.port, self.tls)
        welcomed = False
        try:
            clock_offset = time.time() - time.monotonic()
            connection.send(codec.hello(self.options.station, self.store.stream, now_ms(), SOFTWARE, self.token))
            welcome = connection.receive(ANSWER_TIMEOUT_S)
            if welcome is None:
                raise Disconnected("no answer to Hello")
            self.leave_if_told(welcome)
            if not isinstance(welcome, codec.Welcome):
                raise codec.ProtocolError("an answer to Hello that is none: %s" % type(welcome).__name__)
            welcomed = True
            if not self.store.acknowledged <= welcome.last_sequence <= self.store.last:
                self.begin_new_stream("the server's last sequence of the stream is %d" % welcome.last_sequence)
                raise Disconnected("a new stream begins")
            self.exchange(connection, welcome, clock_offset)
            connection.send(codec.goodbye())
        finally:
            connection.close() if welcomed else connection.reset()

    def exchange(self, connection, welcome, clock_offset):
        """Sends what has no verdict, and goes on until nothing is pending and no input will come."""
        credit = welcome.credit
        unsent = self.store.acknowledged + 1  # the next sequence to send
        resume_at = 0.0                       # after a Retry: not before this time
        sent_at = answered_at = pinged_at = time.monotonic()
        while True:
            self.take_inputs()
            if self.is_done():
                return
            now = time.monotonic()
            if abs(time.time() - now - clock_offset) > CLOCK_STEP_S:
                clock_offset = time.time() - now  # the clock was set: the server hears of it before the next scan
                connection.send(codec.ping(now_ms()))
            while now >= resume_at and unsent <= self.store.last:
                room = credit - (unsent - 1 - self.store.acknowledged)
                entries = self.store.scans(unsent, min(SCANS_PER_FRAME, room)) if room > 0 else []
                if welcome.version < codec.DOCUMENTS_VERSION:
                    entries = self.before_document(entries, unsent, welcome.version)
                if not entries:
                    break
                connection.send(codec.scans(unsent, entries))
                unsent += len(entries)
                sent_at = time.monotonic()
            message = connection.receive(0.05)
            now = time.monotonic()
            if message is None:
                if unsent - 1 > self.store.acknowledged and now - max(sent_at, answered_at) > ANSWER_TIMEOUT_S:
                    raise Disconnected("no answer for %d s" % ANSWER_TIMEOUT_S)
                if self.store.pending():
                    self.check_patience()
                else:
                    self.heard = now
                if now - pinged_at > PING_EVERY_S:
                    pinged_at = now
                    connection.send(codec.ping(now_ms()))
                continue
            self.leave_if_told(message)
            answered_at = now
            if isinstance(message, codec.Ack):
                self.on_ack(message, unsent - 1)
                credit = message.credit
                self.heard, self.bound_s = now, 0.2
                if self.store.last >= codec.SEQUENCE_MAX and self.store.pending() == 0:
                    self.begin_new_stream("the numbers of the stream are used up")
                    raise Disconnected("a new stream begins")
            elif isinstance(message, codec.Retry):
                if not self.store.acknowledged < message.from_sequence <= unsent:
                    raise codec.ProtocolError("Retry from %d" % message.from_sequence)
                unsent = message.from_sequence
                resume_at = now + message.after_ms / 1000
                tell("the server takes nothing at the moment: %s; sending again in %d ms" % (message.reason, message.after_ms))
            elif isinstance(message, codec.Pong):
                self.bound_s = 0.2

    def before_document(self, entries, unsent, version):
        """The scans before the first one by document, which an older server would answer MALFORMED for ever."""
        count = next((i for i, entry in enumerate(entries) if codec.is_document(entry)), len(entries))
        if count == 0 and entries and unsent == self.store.acknowledged + 1:
            raise PersonMustAct("the server has schema version %d and takes documents from version %d on: update it; %d scans "
                                "wait in %s" % (version, codec.DOCUMENTS_VERSION, self.store.pending(), self.options.store))
        return entries[:count]

    def on_ack(self, ack, sent):
        if ack.first_sequence > self.store.acknowledged + 1 or ack.through_sequence > sent:
            raise codec.ProtocolError("Ack of %d to %d" % (ack.first_sequence, ack.through_sequence))
        for sequence in range(max(ack.first_sequence, self.store.acknowledged + 1), ack.through_sequence + 1):
            listed = ack.listed.get(sequence, codec.Listed("ACCEPTED", 0, False))
            source, sample = self.store.describe(sequence)
            answer = {"source": source, "sample": sample, "verdict": listed.verdict, "retransmit": listed.retransmit}
            if listed.verdict == "DOUBLE_SCAN":
                answer["first_accepted_at"] = datetime.fromtimestamp(listed.detail, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.all_accepted = self.all_accepted and listed.verdict == "ACCEPTED"
            print_line(answer)
        if ack.through_sequence > self.store.acknowledged:
            self.store.answered(ack.through_sequence)

    def leave_if_told(self, message):
        """Refused and Goodbye: docs/protocol.md says for each reason when to come back, and on which stream."""
        if isinstance(message, codec.Refused):
            after_ms = message.retry_after_ms
        elif isinstance(message, codec.Goodbye):
            after_ms = message.reconnect_after_ms
        else:
            return
        why = "the server says %s(%s)" % (type(message).__name__, message.reason)
        if message.reason in NEW_STREAM:
            self.begin_new_stream(why)
        elif message.reason in PERSON_MUST_ACT:
            raise PersonMustAct(why)
        raise Disconnected(why, after_ms / 1000)

    def begin_new_stream(self, why):
        self.store.begin_new_stream()
        tell("%s: a new stream, %016x, with %d pending scans" % (why, self.store.stream, self.store.pending()))


# ---- inputs and outputs

def is_sample_id(text):
    return 1 <= len(text) <= 16 and all("!" <= character <= "~" for character in text)


def to_scan(text, sample, options):
    """The 64 bytes of a scan made now; ValueError if there is no sample id, or what was scanned cannot be sent."""
    if not is_sample_id(sample):
        raise ValueError("a sample id has 1 to 16 characters of ASCII without space")
    if text.startswith("N1:"):
        return codec.scan(now_ms(), 1, sample, codes.parse(text).core)
    if documents.is_document(text):
        return codec.scan(now_ms(), codec.DOCUMENT, sample, documents.credential(text))
    credential = text.strip().encode("ascii")
    if len(credential) != 18:
        raise ValueError(
            "neither a sampling code, nor 18 characters of an ID number, nor a document such as passport:GBR:123456789")
    return codec.scan(now_ms(), 3 if options.spoken else 2, sample, credential)


def read_lines(arguments, inputs):
    for number, text in enumerate(arguments, 1):
        inputs.put(("argument %d" % number, text))
    if not arguments:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                inputs.put(("line %d" % number, line.rstrip("\r\n")))
    inputs.put(None)


def read_token(file):
    if file is None:
        return ""
    with open(file, encoding="ascii") as text:
        return text.read().strip()


def now_ms():
    return int(time.time() * 1000)


def print_line(answer):
    print(json.dumps(answer, separators=(",", ":")), flush=True)


def tell(text):
    print("station.py: " + text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description="Send scans to a Swabline server until each has its verdict.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7221)
    parser.add_argument("--station", type=int, required=True, help="number of this station")
    parser.add_argument("--store", required=True, help="file that keeps the stream and the scans without a verdict")
    parser.add_argument("--token-file", help="file with the token from 'swabline stations add'")
    parser.add_argument("--tls-ca", help="authority (PEM) of the server's certificate; without it there is no TLS")
    parser.add_argument("--sample", default="", help="sample id of scans that name none")
    parser.add_argument("--spoken", action="store_true", help="ID numbers were said, not read from a card")
    parser.add_argument("--timeout", type=float, default=60, help="seconds without any verdict after which to give up")
    parser.add_argument("scans", nargs="*", metavar="SCAN")
    options = parser.parse_args()
    if options.sample and not is_sample_id(options.sample):
        parser.error("--sample has 1 to 16 characters of ASCII without space")
    inputs = queue.Queue(maxsize=1024)
    threading.Thread(target=read_lines, args=(options.scans, inputs), daemon=True).start()
    try:
        station = Station(options, Store(options.store), inputs)
        station.run()
        return 0 if station.all_accepted else 1
    except TimeoutError as given_up:
        tell(str(given_up))
        return 1
    except (PersonMustAct, sqlite3.Error, OSError) as problem:
        tell(str(problem))
        return 3


if __name__ == "__main__":
    sys.exit(main())
