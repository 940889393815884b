/**
 * The Netty edge: takes stations' frames where they lie, puts their scans into ring slots without ever blocking, and
 * writes the replies that come back. Everything of a connection happens on its event loop.
 */
package io.swabline.server.edge;
