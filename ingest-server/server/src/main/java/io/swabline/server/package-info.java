/**
 * The way of a scan through the server.
 *
 * <pre>
 * station ─► edge ─► ring ─► validate ─► dedup ─► append ─► sync ─► reply ─► edge ─► station
 *           Netty   Disruptor                     Chronicle Queue
 * </pre>
 *
 * One package a stage. Stages share the slots of the {@code ring} and never import each other; {@code wiring} knows them
 * all and puts them on threads.
 */
package io.swabline.server;
