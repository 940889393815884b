package io.swabline.server.wiring;

/**
 * What stations may not take together, and what one of them may not take from the others.
 *
 * @param greetingsMax     connections that have not said Hello yet; at the limit no more are accepted, they wait in the kernel
 * @param receiveMemoryMax bytes of frames that have arrived in part, or wait for the ring, of all connections together
 * @param sendMemoryMax    bytes of replies that stations have not taken, of all connections together
 * @param pingsMax         Pings that a station may send at once; one more becomes free each second
 */
public record AdmissionSettings(int greetingsMax, long receiveMemoryMax, long sendMemoryMax, int pingsMax) {
}
