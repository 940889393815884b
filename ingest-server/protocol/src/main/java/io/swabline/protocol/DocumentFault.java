package io.swabline.protocol;

/** What is wrong with a document's number or issuing state. Programs tell faults apart by these names, people by the message. */
public enum DocumentFault {
    /** The issuing state of a passport is missing, or is not 3 letters. */
    STATE_FORM,
    /** A document that is no passport came with an issuing state. */
    STATE_NOT_WANTED,
    /** There is no number. */
    NUMBER_EMPTY,
    /** The text is longer than any number with its spaces and hyphens. */
    NUMBER_TOO_LONG,
    /** A character is neither a letter A to Z nor a digit. */
    NUMBER_CHARACTER,
    /** The document has no numbers of this length. */
    NUMBER_LENGTH,
    /** The length is right, and a letter or digit stands where another is wanted. */
    NUMBER_FORM,
    /** Birth date or check character of an 18-character number is wrong: a digit was misread. */
    NUMBER_CHECK
}
