/**
 * The whole system in real processes: servers that are killed, stations that come back, tails that follow. Here because only
 * this module sees both the server and the load generator, which must not share code.
 */
package io.swabline.system;
