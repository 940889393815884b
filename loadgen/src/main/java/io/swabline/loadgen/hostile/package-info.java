/** Attacks on a server of one's own, and what honest stations notice of them: measured in calm first, then during the attack. */
package io.swabline.loadgen.hostile;
