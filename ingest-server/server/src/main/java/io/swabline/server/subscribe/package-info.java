/** Hands the journal's durable records to subscribers over the network, on a thread that the writer never waits for. */
package io.swabline.server.subscribe;
