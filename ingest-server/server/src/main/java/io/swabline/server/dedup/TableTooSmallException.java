package io.swabline.server.dedup;

/** A table has no room for what the journal says that it must remember: the server was given more room before. */
public final class TableTooSmallException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String setting;

    TableTooSmallException(final String setting) {
        super("the journal's window holds more than " + setting + " allows: raise that setting");
        this.setting = setting;
    }

    /** The setting that limits the table: dedup.persons-max, pool.samples-max or streams.max. */
    public String setting() {
        return setting;
    }
}
