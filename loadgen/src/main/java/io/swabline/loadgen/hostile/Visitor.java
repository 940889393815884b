package io.swabline.loadgen.hostile;

/** Somebody honest who comes again and again. One thread at a time. */
interface Visitor {
    /** Comes once; records how long each wait took. A wait that fails is recorded too, and as a failure. */
    void visit(HonestWaits waits);
}
