package io.swabline.loadgen;

/** How results are printed. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one object on one line. */
    JSON
}
