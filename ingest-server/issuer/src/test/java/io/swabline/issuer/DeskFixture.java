package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.protocol.trust.RegistryNote;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database, keys, a clock, the cut-offs that were taken, and desks on all of these. */
final class DeskFixture implements AutoCloseable {
    /** Noon in Shanghai. */
    static final Instant START = Instant.parse("2022-04-09T04:00:00Z");

    final MovableClock clock = new MovableClock(START);
    final List<Cutoff> taken = new CopyOnWriteArrayList<>();
    final List<PersonLink> links = new CopyOnWriteArrayList<>();
    private final Path directory;
    private final DeskSettings settings;
    private final List<RegistryDesk> desks = new ArrayList<>();
    private volatile SamplingKeys keys;
    private volatile CutoffSink sink = this::take;

    DeskFixture(final TestDatabase database, final Path directory) {
        this(database.empty(directory), directory);
    }

    DeskFixture(final DeskSettings settings, final Path directory) {
        this.settings = settings;
        this.directory = directory;
        this.keys = SamplingKeys.create(directory.resolve("keys"));
    }

    private void take(final List<RegistryNote> notes) {
        taken.addAll(cutoffs(notes));
        notes.stream().filter(PersonLink.class::isInstance).forEach(note -> links.add((PersonLink) note));
    }

    static List<Cutoff> cutoffs(final List<RegistryNote> notes) {
        return notes.stream().filter(Cutoff.class::isInstance).map(Cutoff.class::cast).toList();
    }

    RegistryDesk open() {
        return open(settings);
    }

    RegistryDesk openWithRelativesMax(final int relativesMax) {
        return open(settings.relations().withRelativesMax(relativesMax));
    }

    RegistryDesk openWithLinksMax(final int linksMax) {
        final DeskSettings s = settings;
        return open(new DeskSettings(s.url(), s.user(), s.password(), s.poolSize(), s.validityDays(), s.renewBefore(),
            s.relations(), s.reissuesPerDayMax(), s.pendingMax(), s.cutoffsMax(), linksMax));
    }

    RegistryDesk open(final RelationSettings relations) {
        return open(with(relations));
    }

    private DeskSettings with(final RelationSettings relations) {
        return new DeskSettings(settings.url(), settings.user(), settings.password(), settings.poolSize(),
            settings.validityDays(), settings.renewBefore(), relations, settings.reissuesPerDayMax(), settings.pendingMax(),
            settings.cutoffsMax());
    }

    IssuingRules rules(final int relativesMax) {
        final DeskSettings with = with(settings.relations().withRelativesMax(relativesMax));
        return new IssuingRules(with, keys, new CodeSigner(SigningProvider.fastest()));
    }

    private RegistryDesk open(final DeskSettings with) {
        final RegistryDesk desk = RegistryDesk.open(with, () -> keys, cutoffs -> sink.accept(cutoffs), clock);
        desks.add(desk);
        return desk;
    }

    void sink(final CutoffSink other) {
        sink = other;
    }

    SamplingKeys keys() {
        return keys;
    }

    void rotate() {
        keys = SamplingKeys.rotate(directory.resolve("keys"));
    }

    void allowValidity(final int days) {
        keys = SamplingKeys.withValidity(directory.resolve("keys"), days);
    }

    void withdraw(final int id) {
        keys = SamplingKeys.withdraw(directory.resolve("keys"), id);
    }

    static IssuerException.Problem problemOf(final CompletableFuture<?> future) {
        final Throwable failure = catchThrowable(future::join);
        assertThat(failure).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IssuerException.class);
        return ((IssuerException) failure.getCause()).problem();
    }

    @Override
    public void close() {
        desks.forEach(RegistryDesk::close);
    }
}
