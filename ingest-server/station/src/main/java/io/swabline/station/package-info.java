/**
 * The terminal's library. A {@link io.swabline.station.Station} numbers scans, keeps them until the server has answered, and
 * brings every one of them to a verdict across lost connections, server restarts and back pressure; one
 * {@link io.swabline.station.StationLoop} carries one station in a terminal or thousands of them in a load test.
 *
 * <pre>
 *   offer ─► PendingScans ─► credit ─► FrameWriter ─► server
 *                 ▲                                      │
 *   listener ◄─ AckReader ◄────── StationConnection ◄────┘
 * </pre>
 */
package io.swabline.station;
