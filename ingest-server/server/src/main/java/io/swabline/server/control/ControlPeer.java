package io.swabline.server.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Judges who is at the other end of the socket: this server's own user and root are let in, nobody else. */
final class ControlPeer {
    private static final String ROOT_ID = "0";

    private final UserPrincipal self;
    private final UserPrincipal root;

    /** @param own a file that this process has just made, and that so belongs to its user */
    ControlPeer(final Path own) throws IOException {
        self = Files.getOwner(own);
        root = FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(ROOT_ID);
    }

    /** Whose the other end is, if it is not to be let in; null if it is, or if the system does not tell. */
    UserPrincipal stranger(final SocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return null;
        }
        final UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        return user.equals(self) || user.equals(root) ? null : user;
    }
}
