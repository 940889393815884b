/** Who is let in as which station: the stations file, watched, and the judgement of tokens and certificates. Knows no stage. */
package io.swabline.server.access;
