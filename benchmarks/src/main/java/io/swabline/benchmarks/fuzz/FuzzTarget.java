package io.swabline.benchmarks.fuzz;

import io.swabline.issuer.http.CallersFuzz;
import io.swabline.issuer.http.RequestFuzz;
import io.swabline.journal.JournalFuzz;
import io.swabline.loadgen.ledger.LedgerFuzz;
import io.swabline.protocol.Base45Fuzz;
import io.swabline.protocol.CodeFuzz;
import io.swabline.protocol.DocumentFuzz;
import io.swabline.protocol.IdNumberFuzz;
import io.swabline.protocol.KeyFileFuzz;
import io.swabline.protocol.trust.CutoffLogFuzz;
import io.swabline.protocol.trust.TrustBundleFuzz;
import io.swabline.qr.ImageFuzz;
import io.swabline.qr.SymbolFuzz;
import io.swabline.server.edge.EdgeFuzz;
import io.swabline.station.StationFuzz;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** All that reads bytes of others. A target is a class with {@code fuzzerTestOneInput}, which throws if something is wrong. */
public enum FuzzTarget {
    EDGE(EdgeFuzz.class, EdgeFuzz::fuzzerTestOneInput, EdgeFuzz::seeds),
    STATION(StationFuzz.class, StationFuzz::fuzzerTestOneInput, StationFuzz::seeds),
    CODE(CodeFuzz.class, CodeFuzz::fuzzerTestOneInput, CodeFuzz::seeds),
    BASE45(Base45Fuzz.class, Base45Fuzz::fuzzerTestOneInput, Base45Fuzz::seeds),
    ID_NUMBER(IdNumberFuzz.class, IdNumberFuzz::fuzzerTestOneInput, IdNumberFuzz::seeds),
    DOCUMENT(DocumentFuzz.class, DocumentFuzz::fuzzerTestOneInput, DocumentFuzz::seeds),
    REQUEST(RequestFuzz.class, RequestFuzz::fuzzerTestOneInput, RequestFuzz::seeds),
    CALLERS(CallersFuzz.class, CallersFuzz::fuzzerTestOneInput, CallersFuzz::seeds),
    KEY_FILE(KeyFileFuzz.class, KeyFileFuzz::fuzzerTestOneInput, KeyFileFuzz::seeds),
    TRUST_BUNDLE(TrustBundleFuzz.class, TrustBundleFuzz::fuzzerTestOneInput, TrustBundleFuzz::seeds),
    CUTOFF_LOG(CutoffLogFuzz.class, CutoffLogFuzz::fuzzerTestOneInput, CutoffLogFuzz::seeds),
    JOURNAL(JournalFuzz.class, JournalFuzz::fuzzerTestOneInput, JournalFuzz::seeds),
    LEDGER(LedgerFuzz.class, LedgerFuzz::fuzzerTestOneInput, LedgerFuzz::seeds),
    IMAGE(ImageFuzz.class, ImageFuzz::fuzzerTestOneInput, ImageFuzz::seeds),
    SYMBOL(SymbolFuzz.class, SymbolFuzz::fuzzerTestOneInput, SymbolFuzz::seeds);

    private final Class<?> type;
    private final Body body;
    private final Supplier<List<byte[]>> seeds;

    FuzzTarget(final Class<?> type, final Body body, final Supplier<List<byte[]>> seeds) {
        this.type = type;
        this.body = body;
        this.seeds = seeds;
    }

    /** What is done with an input. */
    @FunctionalInterface
    interface Body {
        void run(byte[] input) throws Exception;
    }

    /** As it is called in commands and folders. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Class whose {@code fuzzerTestOneInput} the fuzzer calls. */
    String className() {
        return type.getName();
    }

    /** Runs one input; throws what it finds. */
    void run(final byte[] input) throws Exception {
        body.run(input);
    }

    /** Inputs to start from. */
    List<byte[]> seeds() {
        return seeds.get();
    }
}
