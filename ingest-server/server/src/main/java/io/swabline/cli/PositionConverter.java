package io.swabline.cli;

import io.swabline.journal.remote.RemoteTail;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a position of the journal, or one of the words oldest and newest. */
final class PositionConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        if ("oldest".equals(text)) {
            return RemoteTail.OLDEST;
        }
        if ("newest".equals(text)) {
            return RemoteTail.NEWEST;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new TypeConversionException("'" + text + "' is no position: the first one is 0");
        }
        return Long.parseLong(text);
    }
}
