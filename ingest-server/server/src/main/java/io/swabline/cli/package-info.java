/**
 * The commands of {@code ingest-server/bin/swabline}, a class each, and the reading of the configuration. Commands turn options
 * into calls of the modules and results into text or, with {@code --format json}, one JSON object a line on standard output;
 * everything else goes to standard error. A mistake of the user is one line that says what to do, never a stack trace. Commands
 * know the whole product; nothing knows them.
 */
package io.swabline.cli;
