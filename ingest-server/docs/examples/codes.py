#!/usr/bin/env python3
"""Sampling codes and trust bundles: what a terminal can tell with no network. docs/bytes.md and docs/trust.md.

    python3 codes.py --bundle trust.bundle [--root FINGERPRINT] 'N1:...'

Prints a verdict for each code. Exit code 0 if all are VALID, 1 if one is not or the bundle is not genuine, 2 for wrong usage.
"""
import argparse
import hashlib
import struct
import sys
import time
from bisect import bisect_left
from collections import namedtuple

import ed25519

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
CURRENT, PREVIOUS, RETIRED, WITHDRAWN = 1, 2, 3, 4

Code = namedtuple("Code", "version key_id flags validity_days issued_at sealed core signature data")
Key = namedtuple("Key", "id status created_at public_key")
Bundle = namedtuple("Bundle", "counter made_at_ms root_key keys hashes")


def base45_encode(data):
    text = []
    for i in range(0, len(data), 2):
        pair = data[i:i + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            text.append(ALPHABET[number % 45])
            number //= 45
    return "".join(text)


def base45_decode(text):
    """ValueError for a text that no bytes have."""
    data = bytearray()
    for i in range(0, len(text), 3):
        part = text[i:i + 3]
        if len(part) == 1 or any(character not in VALUES for character in part):
            raise ValueError("no Base45 at character %d" % (i + 1))
        number = sum(VALUES[character] * 45 ** place for place, character in enumerate(part))
        if number >= 256 ** (len(part) - 1):
            raise ValueError("no Base45 at character %d" % (i + 1))
        data += number.to_bytes(len(part) - 1, "big")
    return bytes(data)


def parse(text):
    """The code of a text, from which only line ends were cut off; ValueError if it is none."""
    if not text.startswith("N1:"):
        raise ValueError("the text of a sampling code starts with N1:")
    if len(text) != 153:
        raise ValueError("the text of a sampling code has 153 characters, this one %d" % len(text))
    return of(base45_decode(text[3:]))


def of(data):
    if len(data) != 100:
        raise ValueError("a sampling code has 100 bytes, not %d" % len(data))
    version, key_id, flags, days, issued_at, sealed = struct.unpack_from("<BBBBI16s", data)
    return Code(version, key_id, flags, days, issued_at, sealed, data[:36], data[36:], data)


def short_hash(code):
    digest = hashlib.sha256(bytes([code.key_id]) + code.sealed).digest()
    return int.from_bytes(digest[:8], "little", signed=True)


def fingerprint(root_key):
    digits = hashlib.sha256(root_key).hexdigest()[:32]
    return "-".join(digits[i:i + 4] for i in range(0, 32, 4))


def read_bundle(data):
    """A bundle that is signed by the root key which it names; ValueError if it is none. Is it the root that you know?"""
    if len(data) < 72 + 48 + 64 or data[:8] != b"SWABTRST":
        raise ValueError("this is no trust bundle")
    version, length, counter, made_at, key_count, hash_count, root = struct.unpack_from("<IIqqII32s", data, 8)
    if version != 1:
        raise ValueError("the trust bundle is of version %d" % version)
    if not 1 <= key_count <= 255 or hash_count > 5_000_000 or not (
            len(data) == length == 72 + 48 * key_count + 8 * hash_count + 64):
        raise ValueError("the trust bundle's length is wrong")
    if not ed25519.is_genuine(root, data[:-64], data[-64:]):
        raise ValueError("the trust bundle is not signed by its root key")
    keys = [Key(*struct.unpack_from("<BB6xq32s", data, 72 + 48 * i)) for i in range(key_count)]
    hashes = struct.unpack_from("<%dq" % hash_count, data, 72 + 48 * key_count)
    return Bundle(counter, made_at, root, {key.id: key for key in keys}, hashes)


def judge(bundle, code, at_s):
    """The offline verdict on a code at a time in epoch seconds: that of the scan."""
    key = bundle.keys.get(code.key_id)
    if key is None:
        return "UNKNOWN_KEY" if code.issued_at > bundle.made_at_ms // 1000 - 86_400 else "FORGED"
    if not ed25519.is_genuine(key.public_key, code.core, code.signature):
        return "FORGED"
    if key.status == WITHDRAWN:
        return "KEY_WITHDRAWN"
    if code.version != 1 or code.flags & ~3 or code.validity_days == 0:
        return "MALFORMED"
    if key.status == RETIRED:
        return "EXPIRED"
    if at_s < code.issued_at - 300:
        return "NOT_YET_VALID"
    if at_s >= code.issued_at + code.validity_days * 86_400:
        return "EXPIRED"
    place = bisect_left(bundle.hashes, short_hash(code))
    if place < len(bundle.hashes) and bundle.hashes[place] == short_hash(code):
        return "SUPERSEDED"
    return "VALID"


def main():
    arguments = argparse.ArgumentParser(description="Judge sampling codes by a trust bundle, with no network.")
    arguments.add_argument("--bundle", required=True, help="a file from GET /v1/trust-bundle or 'swabline keys bundle'")
    arguments.add_argument("--root", help="fingerprint of the root key that you trust, from 'swabline keys show'")
    arguments.add_argument("codes", nargs="+", metavar="N1:...")
    options = arguments.parse_args()
    try:
        with open(options.bundle, "rb") as file:
            bundle = read_bundle(file.read())
    except (OSError, ValueError) as unusable:
        print("codes.py: %s" % unusable, file=sys.stderr)
        return 1
    root = fingerprint(bundle.root_key)
    if options.root is None:
        print("codes.py: root key %s: is it the one that 'swabline keys show' prints?" % root, file=sys.stderr)
    elif options.root != root:
        print("codes.py: the bundle's root key is %s, not %s" % (root, options.root), file=sys.stderr)
        return 1
    all_valid = True
    for text in options.codes:
        try:
            verdict = judge(bundle, parse(text), int(time.time()))
        except ValueError:
            verdict = "MALFORMED"
        print(verdict)
        all_valid = all_valid and verdict == "VALID"
    return 0 if all_valid else 1


if __name__ == "__main__":
    sys.exit(main())
