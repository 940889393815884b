package io.swabline.server.validate;

/**
 * Which scan times are possible.
 *
 * @param backlogMs         oldest scan taken, before its arrival
 * @param futureToleranceMs how far behind its arrival a scan may claim to be
 */
public record ValidationLimits(long backlogMs, long futureToleranceMs) {
}
