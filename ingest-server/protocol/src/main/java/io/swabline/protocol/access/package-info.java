/**
 * Who may connect as which station or subscriber: tokens, the file that keeps their hashes, and the list that it makes; and how
 * listeners share out places and turns by address. The
 * server and its commands share it.
 */
package io.swabline.protocol.access;
