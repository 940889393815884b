package io.swabline.station;

/** Why a station lost its connection. After each of them but {@link #CLOSED} it connects again by itself. */
public enum DisconnectCause {
    /** No connection came about. */
    CONNECT_FAILED,
    /** The server closed the connection, or the network broke it. */
    LOST,
    /** The server answered Hello with Refused. */
    REFUSED,
    /** The server said Goodbye. */
    GOODBYE,
    /** The server did not answer in time: connecting, Hello, Ping or scans. */
    TIMEOUT,
    /** The server sent what the protocol does not allow; an error in the server or in this library. */
    PROTOCOL_ERROR,
    /** The server does not know the stream any more; the station goes on with a new one. */
    STREAM_REPLACED,
    /** The listener, or this library, threw. */
    FAILED,
    /** {@link Station#dropConnection()}. */
    DROPPED,
    /** {@link Station#close()}. */
    CLOSED
}
