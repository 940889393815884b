/**
 * The ledger: what the generator was told, on disk, one entry for each verdict it received and for each scan that it never got
 * one for. It is the other half of the proof that {@link io.swabline.loadgen.check} makes: the journal says what the server
 * kept, the ledger says what the server promised.
 */
package io.swabline.loadgen.ledger;
