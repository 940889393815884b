/** What both kinds of benchmark need to print their figures: the machine beside them, tables, JSON lines, progress. */
package io.swabline.benchmarks.report;
