/** Turns decided slots into journal records and appends them in batches. */
package io.swabline.server.append;
