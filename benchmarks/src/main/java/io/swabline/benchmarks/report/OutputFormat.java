package io.swabline.benchmarks.report;

/** How figures are printed. */
public enum OutputFormat {
    /** For people: an aligned table. */
    TEXT,
    /** For programs: one object a line. */
    JSON
}
