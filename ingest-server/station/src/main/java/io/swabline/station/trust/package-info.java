/**
 * Judging sampling codes with no network: the newest trust bundle on the terminal's disk, never replaced by an older one or by
 * one of another root key, and the judge that works with it. Nothing here needs a connection or a secret.
 */
package io.swabline.station.trust;
