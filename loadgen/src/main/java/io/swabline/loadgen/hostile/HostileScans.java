package io.swabline.loadgen.hostile;

import io.swabline.loadgen.population.IdNumbers;
import io.swabline.protocol.ScanDescriptor;

/** What a hostile station scans. */
final class HostileScans {
    /** The tubes of the honest stations during the attack. */
    static final char HONEST_BOX = 'T';
    private static final char HOSTILE_BOX = 'X';

    private HostileScans() {
    }

    /** The returned writer belongs to one thread. */
    static ScanWriter of(final HostileSettings settings, final IdNumbers people) {
        return switch (settings.scenario()) {
            case COLLIDING_SAMPLES -> {
                final CollidingSamples samples = new CollidingSamples(settings.count(), settings.seed());
                yield (buffer, offset, sequence) -> {
                    samples.put(sequence - 1, buffer, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
                    people.next(buffer, offset + ScanDescriptor.CREDENTIAL_OFFSET);
                };
            }
            case SQUATTED_SAMPLES -> {
                final Tubes tubes = new Tubes(HONEST_BOX, settings.seed());
                yield (buffer, offset, sequence) -> {
                    tubes.put(sequence - 1, buffer, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
                    people.next(buffer, offset + ScanDescriptor.CREDENTIAL_OFFSET);
                };
            }
            case NEW_PEOPLE -> {
                final Tubes tubes = new Tubes(HOSTILE_BOX, settings.seed());
                yield (buffer, offset, sequence) -> {
                    tubes.put((sequence - 1) / Tubes.PEOPLE, buffer, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
                    people.next(buffer, offset + ScanDescriptor.CREDENTIAL_OFFSET);
                };
            }
            case REFUSED_SCANS -> {
                final Tubes tubes = new Tubes(HOSTILE_BOX, settings.seed());
                yield (buffer, offset, sequence) -> {
                    tubes.put((sequence - 1) / Tubes.PEOPLE, buffer, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
                    people.nextBad(buffer, offset + ScanDescriptor.CREDENTIAL_OFFSET);
                };
            }
            case SILENT_CONNECTIONS, RESET_CONNECTIONS ->
                throw new IllegalArgumentException(settings.scenario().text() + " sends no scans");
        };
    }
}
