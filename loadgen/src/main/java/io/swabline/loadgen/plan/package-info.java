/**
 * What a run intends: when each scan is due ({@link io.swabline.loadgen.plan.Schedule}), what kind of scan it is
 * ({@link io.swabline.loadgen.plan.Mix}), and what its figures must reach ({@link io.swabline.loadgen.plan.Threshold}).
 * Nothing here knows a station or a clock.
 */
package io.swabline.loadgen.plan;
