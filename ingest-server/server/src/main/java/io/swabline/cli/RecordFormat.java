package io.swabline.cli;

import java.io.IOException;
import java.io.OutputStream;

/** How journal records are printed. */
enum RecordFormat {
    JSON {
        @Override
        RecordPrinter printer(final OutputStream out) throws IOException {
            return new JsonRecordPrinter(out);
        }
    },
    CSV {
        @Override
        RecordPrinter printer(final OutputStream out) {
            return new CsvRecordPrinter(out);
        }
    };

    abstract RecordPrinter printer(OutputStream out) throws IOException;
}
