"""Documents other than the ID card, as docs/bytes.md lays them out: from what people type to the 36 bytes of a scan."""
import re
import unicodedata

TYPES = {"passport": 1, "hk-macao-permit": 2, "taiwan-permit": 3, "permanent-residence": 4}

# Of each type: what a number may look like, and how many characters of it tell people apart.
FORMS = {
    1: [("[A-Z0-9]{5,15}", 15)],
    2: [("[HM][0-9]{8}", 9), ("[HM]A[0-9]{7}", 9), ("[HM][0-9]{10}", 9)],
    3: [("[0-9]{8}", 8), ("[0-9]{10}[0-9A-Z]?", 8)],
    4: [("[A-Z]{3}[0-9]{12}", 15), ("9[0-9]{16}[0-9X]", 18)],
}


def is_document(text):
    """Whether a line is of a document: its type and a colon, such as 'passport:GBR:123456789'."""
    return unicodedata.normalize("NFKC", text).strip().split(":")[0].lower() in TYPES


def credential(text):
    """The 36 bytes of 'passport:STATE:NUMBER' or 'TYPE:NUMBER'. ValueError, which never holds the number, if it cannot be one.

    Birth date and check character of a permanent residence card are left to the server, as those of ID numbers are.
    """
    kind, *parts = unicodedata.normalize("NFKC", text).strip().split(":")
    kind = TYPES[kind.lower()]
    if len(parts) != (2 if kind == 1 else 1):
        raise ValueError("a document is 'passport:STATE:NUMBER', or type and number with one colon between them")
    state = compact(parts[0]) if kind == 1 else ""
    state = "DEU" if state == "D" else state
    if kind == 1 and not re.fullmatch("[A-Z]{3}", state):
        raise ValueError("the issuing state of a passport has 3 letters, such as GBR")
    number = compact(parts[-1])
    if kind == 3:
        number = number.replace("(", "").replace(")", "")
    for form, kept in FORMS[kind]:
        if re.fullmatch(form, number, re.ASCII):
            return bytes([kind]) + state.encode().ljust(3, b"\0") + number[:kept].encode().ljust(32, b"\0")
    raise ValueError("not a number that this document can have: %d characters" % len(number))


def compact(text):
    """Small letters large; without spaces, hyphens and the filler of machine-readable lines."""
    upper = "".join(character.upper() if character.isascii() else character for character in text)
    return "".join(character for character in upper if not (
        character.isspace() or character in "<\u2212" or unicodedata.category(character) in ("Pd", "Cf", "Zs")))
