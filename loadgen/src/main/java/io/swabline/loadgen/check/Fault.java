package io.swabline.loadgen.check;

import java.util.Locale;

/** What can be wrong between a ledger and a journal. Any of these makes a check fail. */
public enum Fault {
    MISSING("acknowledged, but not in the journal"),
    DUPLICATED("more than one record in the journal"),
    CONTRADICTED("two different verdicts in the ledger"),
    UNEXPECTED_VERDICT("the verdict is not the one that the scan should have had"),
    WRONG_VERDICT("the journal holds another verdict than the station was told"),
    WRONG_DETAIL("the journal holds another detail of the verdict than the station was told, or one that its records refute"),
    WRONG_CONTENT("the journal holds another time, sample, method or station than was sent"),
    UNKNOWN("a record of one of the ledger's streams that the ledger does not know, although its run ended"),
    ACCEPTED_TWICE("a person was accepted again within the window"),
    GAP("a stream's records do not follow each other"),
    UNANSWERED("a scan that was sent and never answered, although the run ended"),
    LEDGER_EMPTY("the ledger knows no scan: nothing is proved"),
    LEDGER_DAMAGED("the ledger is not what the generator wrote");

    private final String meaning;

    Fault(final String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    /** As in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
