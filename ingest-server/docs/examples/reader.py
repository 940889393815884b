#!/usr/bin/env python3
"""Reads a server's journal over the network: one JSON object a record, as 'swabline journal tail' prints it.

    python3 reader.py --name census-office --position census.position --follow

Begins at the oldest record, or at the position that the position file names, and keeps that file up to date: a record may
be printed again after a crash, and none is left out. Without --follow it ends when it has printed all that is durable.

Exit code 0 if all went well, 1 if positions are missing or the connection was lost, 2 wrong usage, 3 a person must act first.
"""
import argparse
import json
import os
import random
import sys
import time

import codec
from connection import Connection, tls_context
from station import read_token

OLDEST = -2
CREDIT = 16_384
SILENCE_MAX_S = 20  # the server says where it stands every five seconds
TRANSIENT_REFUSALS = {"SUBSCRIBERS_FULL", "CONNECTIONS_FULL", "DRAINING", "STREAMS_FULL", "DISK_LOW"}


class PersonMustAct(Exception):
    pass


class Disconnected(Exception):
    def __init__(self, why, after_s):
        super().__init__(why)
        self.after_s = after_s


class Reader:
    def __init__(self, options):
        self.options = options
        self.token = read_token(options.token_file)
        self.tls = tls_context(options.tls_ca)
        self.position = read_position(options.position)
        self.missing = 0
        self.bound_s = 0.2

    def run(self):
        while True:
            named_s = 0
            try:
                self.read()
                return
            except Disconnected as over:
                why, named_s = over, over.after_s
            except (OSError, codec.ProtocolError) as lost:
                why = lost
            if not self.options.follow:
                raise ConnectionError(str(why))
            wait_s = max(named_s, random.uniform(0, self.bound_s))
            self.bound_s = min(5, self.bound_s * 2)
            print("reader.py: %s; trying again in %.1f s" % (why, wait_s), file=sys.stderr, flush=True)
            time.sleep(wait_s)

    def read(self):
        """One connection; returns where there is no more to read, if that is wanted."""
        connection = Connection(self.options.host, self.options.port, self.tls)
        try:
            connection.send(codec.subscribe(self.position, CREDIT, self.options.name, self.token))
            unanswered = 0
            while True:
                message = connection.receive(SILENCE_MAX_S)
                if message is None:
                    raise ConnectionError("the server has said nothing for %d s" % SILENCE_MAX_S)
                if isinstance(message, codec.Refused):
                    self.on_refused(message)
                if isinstance(message, codec.Goodbye):
                    self.on_goodbye(message)
                if not isinstance(message, codec.Records):
                    raise codec.ProtocolError("a message that no subscriber is sent: %s" % type(message).__name__)
                self.bound_s = 0.2
                self.on_records(message)
                unanswered += len(message.records)
                if not message.records or unanswered >= CREDIT // 2:
                    connection.send(codec.credit(unanswered))  # of 0: that we are alive
                    unanswered = 0
                if not self.options.follow and self.position >= message.durable_position:
                    connection.send(codec.goodbye())
                    return
        finally:
            connection.close()

    def on_records(self, frame):
        if self.position >= 0 and frame.first_position != self.position:
            if frame.first_position < self.position:
                raise codec.ProtocolError("position %d after %d" % (frame.first_position, self.position))
            self.missing += frame.first_position - self.position
            print("reader.py: positions %d to %d are missing: deleted or damaged" % (
                self.position, frame.first_position - 1), file=sys.stderr, flush=True)
        self.position = frame.first_position
        for data in frame.records:
            print(json.dumps(codec.fields(self.position, frame.appended_at, data), separators=(",", ":")))
            self.position += 1
        sys.stdout.flush()
        if self.options.position is not None:
            write_position(self.options.position, self.position)

    @staticmethod
    def on_refused(message):
        if message.reason in TRANSIENT_REFUSALS:
            raise Disconnected("the server says Refused(%s)" % message.reason, message.retry_after_ms / 1000)
        raise PersonMustAct("the server says Refused(%s)" % message.reason)

    @staticmethod
    def on_goodbye(message):
        if message.reconnect_after_ms > 0:
            raise Disconnected("the server says Goodbye(%s)" % message.reason, message.reconnect_after_ms / 1000)
        raise PersonMustAct("the server says Goodbye(%s)" % message.reason)


def read_position(file):
    if file is None or not os.path.exists(file):
        return OLDEST
    with open(file, encoding="ascii") as text:
        return int(text.read())


def write_position(file, position):
    """The file has the old position or the new one, whenever the power ends."""
    with open(file + ".new", "w", encoding="ascii") as text:
        text.write("%d\n" % position)
        text.flush()
        os.fsync(text.fileno())
    os.replace(file + ".new", file)


def main():
    parser = argparse.ArgumentParser(description="Print the records of a Swabline server's journal.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7221)
    parser.add_argument("--name", default="example-reader", help="a small letter, then up to 39 small letters, digits, hyphens")
    parser.add_argument("--token-file", help="file with the token from 'swabline stations add --right subscribe NAME'")
    parser.add_argument("--tls-ca", help="authority (PEM) of the server's certificate; without it there is no TLS")
    parser.add_argument("--position", help="file that keeps the position of the next record")
    parser.add_argument("--follow", action="store_true", help="wait for new records, and come back when the connection breaks")
    reader = Reader(parser.parse_args())
    try:
        reader.run()
        return 0 if reader.missing == 0 else 1
    except KeyboardInterrupt:
        return 0 if reader.missing == 0 else 1
    except PersonMustAct as problem:
        print("reader.py: %s" % problem, file=sys.stderr)
        return 3
    except (OSError, codec.ProtocolError) as problem:
        print("reader.py: %s" % problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
