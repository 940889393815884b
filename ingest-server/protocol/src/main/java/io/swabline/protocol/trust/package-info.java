/**
 * What servers and terminals know of codes beyond what a code itself proves: which were superseded, which keys are good. The
 * issuing side says so in cut-offs; terminals get it as a signed trust bundle.
 */
package io.swabline.protocol.trust;
