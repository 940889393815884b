package io.swabline.loadgen.check;

import io.swabline.loadgen.ledger.LedgerReader;
import java.util.List;
import java.util.Map;

/**
 * What a check found. Immutable.
 *
 * @param ledgerEnd      how the ledger ends
 * @param entries        entries of the ledger
 * @param scans          scans that the ledger knows, each counted once
 * @param acknowledged   those of them whose verdict came
 * @param streams        streams of the ledger
 * @param records        records of the whole journal
 * @param journaled      records of the ledger's streams
 * @param matched        scans of the ledger found in the journal
 * @param unacknowledged records of the ledger's streams whose verdict never arrived; no fault when the run was cut short
 * @param faults         how often each fault was found; only those that were
 * @param examples       the first few of each, for people
 */
public record CheckReport(
    LedgerReader.End ledgerEnd,
    long entries,
    long scans,
    long acknowledged,
    int streams,
    long records,
    long journaled,
    long matched,
    long unacknowledged,
    Map<Fault, Long> faults,
    List<String> examples) {

    public CheckReport {
        faults = Map.copyOf(faults);
        examples = List.copyOf(examples);
    }

    public long count(final Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    public boolean isFine() {
        return faults.isEmpty();
    }
}
