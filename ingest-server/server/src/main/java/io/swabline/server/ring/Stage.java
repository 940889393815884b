package io.swabline.server.ring;

/**
 * A step on the way of a scan. All calls come from one thread, in ring order, no slot twice and none left out. Whatever a
 * stage throws stops the pipeline for good: the ring never steps over a slot that failed.
 */
public interface Stage {
    /** Called once on the stage's thread before the first batch. */
    default void onStart() {
    }

    /** Handles the slots {@code first} to {@code last}, at least one. */
    void onBatch(long first, long last);

    /** Called when the batch's slots have been handed on; work that needs them to be free goes here. */
    default void onBatchDone() {
    }
}
