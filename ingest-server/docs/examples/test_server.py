#!/usr/bin/env python3
"""Runs station.py and reader.py against a real server that is killed in between, then once with TLS and tokens.

    python3 test_server.py

Needs the built checkout; the TLS part needs openssl and is skipped by name without it. Everything is in a temporary directory.
"""
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SWABLINE = os.path.join(HERE, "..", "..", "bin", "swabline")
PEOPLE = 300
START_TIMEOUT_S = 240  # the first start in a checkout prepares quicker ones
TIMEOUT_S = 120


def id_number(person):
    """A possible ID number that was made up: GB 11643-1999."""
    body = "11010519491231" + "%03d" % person
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights)) % 11]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server with all its files in one directory, on ports of its own."""

    def __init__(self, directory, *settings):
        self.directory, self.settings = directory, settings
        self.port, self.http_port = free_port(), free_port()
        self.data = os.path.join(directory, "data")
        self.environment = dict(os.environ, SWABLINE_NO_BUILD="1", SWABLINE_JAVA_OPTS="-Duser.home=" + directory)
        self.process = None

    def start(self):
        command = [SWABLINE, "serve", "--data", self.data, "--port", str(self.port), "--http-port", str(self.http_port),
                   "--set", "dedup.persons-max=100000", "--set", "pool.samples-max=100000"]
        for setting in self.settings:
            command += ["--set", setting]
        log = open(os.path.join(self.directory, "server.log"), "ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        log.close()
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.http_port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    with open(os.path.join(self.directory, "server.log"), encoding="utf-8") as text:
                        raise AssertionError("the server does not start:\n" + text.read()) from None
                time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As an operator does; what was taken is answered first."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def run(self, *command, stdin=None):
        done = subprocess.run([SWABLINE, *command], input=stdin, capture_output=True, text=True, env=self.environment,
                              timeout=TIMEOUT_S, check=False)
        if done.returncode != 0:
            raise AssertionError("swabline %s ended with %d: %s" % (" ".join(command), done.returncode, done.stderr))
        return done.stdout


class Example:
    """One of the example programs, whose output lines are gathered as they come."""

    def __init__(self, program, *options):
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, program), *options], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines, self.errors = [], []
        self.threads = [threading.Thread(target=self.gather, args=pair, daemon=True) for pair in (
            (self.process.stdout, self.lines), (self.process.stderr, self.errors))]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def gather(stream, lines):
        for line in stream:
            lines.append(line.rstrip("\n"))

    def give(self, lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def await_lines(self, count):
        deadline = time.monotonic() + TIMEOUT_S
        while len(self.lines) < count:
            if time.monotonic() > deadline or self.process.poll() is not None and not self.threads[0].is_alive():
                raise AssertionError("%d lines instead of %d: %s" % (len(self.lines), count, self.errors[-5:]))
            time.sleep(0.02)

    def end(self):
        """The exit code, once the input has ended and all output was read."""
        self.process.stdin.close()
        code = self.process.wait(TIMEOUT_S)
        for thread in self.threads:
            thread.join(TIMEOUT_S)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def kill(self):
        self.process.kill()
        self.end()


class ServerTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="swabline-examples-")
        self.addCleanup(shutil.rmtree, self.directory)

    def file(self, name):
        return os.path.join(self.directory, name)

    def test_kills_of_server_and_station_lose_nothing(self):
        server = Server(self.directory)
        self.addCleanup(server.stop)
        subscriber = ("--name", "census", "--token-file", self.add_token(server, "subscribe", "census"))
        server.start()
        numbers = [id_number(person) for person in range(PEOPLE)]
        issued = server.run("code", "issue", "--format", "json", stdin="\n".join(numbers) + "\n")
        texts = [json.loads(line)["text"] for line in issued.splitlines()]
        to_server = ("--host", "127.0.0.1", "--port", str(server.port))
        station = ("station.py", *to_server, "--store", self.file("station.db"), "--station", "1207")
        reader = Example("reader.py", *to_server, *subscriber, "--follow", "--position", self.file("position"))
        self.addCleanup(reader.kill)

        # Everybody by code; the server is killed amid them and started again.
        sender = Example(*station)
        sender.give("%s\tT%d" % (text, person // 10) for person, text in enumerate(texts[:100]))
        sender.await_lines(100)
        server.kill()
        sender.give("%s\tT%d" % (text, person // 10) for person, text in enumerate(texts[100:200], 100))
        server.start()
        sender.await_lines(150)
        server.kill()
        server.start()
        sender.await_lines(200)
        verdicts = [json.loads(line) for line in sender.lines]
        self.assertEqual(["line %d" % line for line in range(1, 201)], [verdict["source"] for verdict in verdicts])
        self.assertEqual({"ACCEPTED"}, {verdict["verdict"] for verdict in verdicts})

        # Power goes at the station while the server is away: its next start sends what it kept.
        server.kill()
        sender.give("%s\tT%d" % (text, person // 10) for person, text in enumerate(texts[200:], 200))
        deadline = time.monotonic() + TIMEOUT_S
        while self.kept() < PEOPLE - 200:
            self.assertLess(time.monotonic(), deadline, "scans kept: %d" % self.kept())
            time.sleep(0.1)
        sender.kill()
        server.start()
        second = Example(*station)
        second.give(("%s\tT0" % number for number in numbers[:50]))  # by ID card: they were registered by their codes
        second.give(["not a code", "110105194912310021\tBAD"])
        self.assertEqual(1, second.end())
        verdicts = [json.loads(line)["verdict"] for line in second.lines]
        self.assertEqual(100, verdicts.count("ACCEPTED"))
        self.assertEqual(50, verdicts.count("DOUBLE_SCAN"))
        self.assertEqual(1, verdicts.count("BAD_ID_NUMBER"))
        self.assertEqual(1, verdicts.count("UNREADABLE"))

        # Each scan is in the journal once, and the network tells of it what the files do.
        reader.await_lines(351)
        tail = server.run("journal", "tail", "--data", server.data).splitlines()
        self.assertEqual(tail, reader.lines)
        records = [json.loads(line) for line in tail]
        self.assertEqual(list(range(1, 352)), [record["sequence"] for record in records])
        self.assertEqual(300, len({record["person"] for record in records if record["verdict"] == "ACCEPTED"}))
        self.assertEqual("351", self.read("position").strip())
        again = Example("reader.py", *to_server, *subscriber, "--position", self.file("position"))
        self.assertEqual((0, []), (again.end(), again.lines))
        self.check_offline(server, texts[0], tail[0])

    def kept(self):
        """Scans that wait in the store, which the station has locked: a copy is asked."""
        copy = self.file("copy.db")
        for suffix in ("", "-journal"):
            if os.path.exists(self.file("station.db") + suffix):
                shutil.copy(self.file("station.db") + suffix, copy + suffix)
        try:
            store = sqlite3.connect(copy)
            self.addCleanup(store.close)
            return store.execute("SELECT count(*) FROM scans").fetchone()[0]
        except sqlite3.DatabaseError:
            return 0  # copied amid a change

    def read(self, name):
        with open(self.file(name), encoding="utf-8") as text:
            return text.read()

    def check_offline(self, server, text, record):
        """The server's trust bundle proves a code here, too."""
        web = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=TIMEOUT_S)
        web.request("GET", "/v1/trust-bundle")
        with open(self.file("bundle"), "wb") as file:
            file.write(web.getresponse().read())
        web.close()
        root = json.loads(server.run("keys", "show", "--format", "json"))["root"]
        forged = text[:50] + ("0" if text[50] != "0" else "1") + text[51:]
        for code, verdict in ((text, "VALID"), (forged, "FORGED")):
            judge = Example("codes.py", "--bundle", self.file("bundle"), "--root", root, code)
            self.assertEqual((verdict == "VALID", [verdict]), (judge.end() == 0, judge.lines), judge.errors)
        self.assertEqual("CODE", json.loads(record)["method"])

    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_tls_and_tokens(self):
        self.make_certificate()
        server = Server(self.directory, "tls.certificate-file=" + self.file("server.pem"),
                        "tls.private-key-file=" + self.file("server.key"), "listen.authentication=token")
        self.addCleanup(server.stop)
        token = ("--token-file", self.add_token(server, "scan", "1207"))
        census = ("--name", "census", "--token-file", self.add_token(server, "subscribe", "census"))
        server.start()
        to_server = ("--host", "127.0.0.1", "--port", str(server.port))
        trust = ("--tls-ca", self.file("ca.pem"))

        def send(station, *options):
            sender = Example("station.py", *to_server, "--store", self.file(station + ".db"), "--station", station,
                             "--sample", "TUBE-1", *options)
            sender.give([id_number(1)])
            return sender.end(), [json.loads(line)["verdict"] for line in sender.lines]

        self.assertEqual((0, ["ACCEPTED"]), send("1207", *trust, *token))
        self.assertEqual((3, []), send("1208", *trust, *token), "a token of another station")
        self.assertEqual((3, []), send("1209", *trust), "no token")
        self.assertEqual((3, []), send("1210", *token), "no TLS")
        self.assertEqual((3, []), send("1211", "--tls-ca", self.file("other.pem"), *token), "another authority")
        reader = Example("reader.py", *to_server, *trust, *census)
        self.assertEqual(0, reader.end(), reader.errors)
        self.assertEqual(server.run("journal", "tail", "--data", server.data).splitlines(), reader.lines)
        self.assertEqual(1, len(reader.lines))
        stranger = Example("reader.py", *to_server, *trust, "--name", "census", *token)
        self.assertEqual(3, stranger.end(), "a station's token")

    def add_token(self, server, right, name):
        """A file with a new token."""
        added = server.run("stations", "add", "--data", server.data, "--right", right, name, "--format", "json")
        token = json.loads(added)["token"]
        with open(self.file(name + ".token"), "w", encoding="ascii") as file:
            file.write(token + "\n")
        return self.file(name + ".token")

    def make_certificate(self):
        """As docs/access.md shows, step by step."""
        extensions = self.file("extensions")
        with open(extensions, "w", encoding="ascii") as file:
            file.write("subjectAltName=IP:127.0.0.1\n")
        for name in ("ca", "other", "server"):
            self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.file(name + ".key"))
            os.chmod(self.file(name + ".key"), 0o600)
        for name in ("ca", "other"):
            self.openssl("req", "-x509", "-new", "-key", self.file(name + ".key"), "-days", "2", "-subj", "/CN=" + name,
                         "-out", self.file(name + ".pem"))
        self.openssl("req", "-new", "-key", self.file("server.key"), "-subj", "/CN=server", "-out", self.file("server.csr"))
        self.openssl("x509", "-req", "-in", self.file("server.csr"), "-CA", self.file("ca.pem"), "-CAkey", self.file("ca.key"),
                     "-CAcreateserial", "-days", "1", "-extfile", extensions, "-out", self.file("server.pem"))

    @staticmethod
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=TIMEOUT_S)


if __name__ == "__main__":
    unittest.main()
