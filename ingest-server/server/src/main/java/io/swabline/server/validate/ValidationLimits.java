package io.swabline.server.validate;

/**
 * Which scan times are possible.
 *
 * @param backlogMs         oldest scan taken, before its arrival
 * @param futureToleranceMs how far ahead of its arrival a scan's time may lie
 */
public record ValidationLimits(long backlogMs, long futureToleranceMs) {
}
