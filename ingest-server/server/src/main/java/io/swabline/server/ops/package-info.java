/** What watches over the server while it runs. */
package io.swabline.server.ops;
