package io.swabline.cli;

/** How results are printed. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one object a line. */
    JSON
}
