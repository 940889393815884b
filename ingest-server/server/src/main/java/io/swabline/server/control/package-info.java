/**
 * The control socket: how a command asks a running server, on the server's own machine. A Unix domain socket in the data
 * directory that only the server's user and root can reach; one request and one answer as a JSON line each. Knows no stage: the
 * wiring registers the operations.
 */
package io.swabline.server.control;
