/** Judges each scan by itself: its form, its credential, its clock, its sample id. Nobody is looked up anywhere. */
package io.swabline.server.validate;
