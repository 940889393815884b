package io.swabline.cli;

/** How tokens and stations are printed. */
enum TokenFormat {
    TEXT,
    JSON,
    CSV
}
