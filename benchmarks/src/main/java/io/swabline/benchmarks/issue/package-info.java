/** {@code bench issue}: how many residents a second get their codes from the embedded registry, everything forced. */
package io.swabline.benchmarks.issue;
