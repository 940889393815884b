/** Group commit: one forced write covers all that was appended while the last one was under way. */
package io.swabline.server.sync;
