/**
 * What the stages share: the preallocated slots of the ring, the threads that run stages over them, and the queues that
 * carry replies back to the event loops.
 */
package io.swabline.server.ring;
