/** Tells stations what became of their scans, once it is durable. */
package io.swabline.server.reply;
