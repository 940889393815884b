package io.swabline.server.ops;

/** Something that an operator is told of when it goes wrong, now and then while it lasts, and when it is over. */
public interface Alarm {
    /**
     * Looks once and logs what is new. Called about once a second, always by one thread; must not block.
     *
     * @param nowMs the server's time, epoch milliseconds
     */
    void look(long nowMs);
}
