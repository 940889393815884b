/** Puts the stages on threads, in flow order, and starts and stops the whole. The only package that knows every stage. */
package io.swabline.server.wiring;
