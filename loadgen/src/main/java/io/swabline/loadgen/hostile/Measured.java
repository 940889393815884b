package io.swabline.loadgen.hostile;

/**
 * One kind of wait, in calm and during the attack.
 *
 * @param name     such as {@code connect}
 * @param calm     before the attack
 * @param attacked during the attack
 */
public record Measured(String name, Waits calm, Waits attacked) {
    /** p99 during the attack against p99 in calm. */
    public double ratio() {
        return (double) attacked.p99() / Math.max(1, calm.p99());
    }
}
