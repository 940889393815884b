package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.trust.RegistryNote;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides a group of requests and answers every one of them, whatever happens. A group that another server got in the way of
 * is done again; one that cannot be done as a whole is done request by request, so that a bad one does not take the others
 * with it. The desk's thread owns it.
 */
final class GroupDecision {
    private static final Logger LOG = LoggerFactory.getLogger(GroupDecision.class);
    private static final int GROUP_TRIES_MAX = 3;
    private static final int SINGLE_TRIES_MAX = 20;

    private final Registry registry;
    private final Supplier<IssuingRules> rules;
    private final CutoffSink sink;
    private final InstantSource clock;
    private boolean isFailing;

    GroupDecision(
        final Registry registry, final Supplier<IssuingRules> rules, final CutoffSink sink, final InstantSource clock) {
        this.registry = registry;
        this.rules = rules;
        this.sink = sink;
        this.clock = clock;
    }

    void decide(final List<DeskRequest<?>> group) {
        if (group.isEmpty() || isDone(group, group.size() == 1 ? SINGLE_TRIES_MAX : GROUP_TRIES_MAX)) {
            return;
        }
        for (final DeskRequest<?> request : group) {
            if (group.size() == 1 || !isDone(List.of(request), SINGLE_TRIES_MAX)) {
                request.fail(unavailable());
            }
        }
    }

    /** Whether all were answered; if not, none was. */
    private boolean isDone(final List<DeskRequest<?>> group, final int triesMax) {
        for (int tries = 0; tries < triesMax; tries++) {
            try {
                answer(group, transaction(group));
                recovered();
                return true;
            } catch (final SQLException | RuntimeException e) {
                final RegistryFailure failure = RegistryFailure.of(e);
                if (failure == RegistryFailure.UNAVAILABLE) {
                    failing(e);
                    group.forEach(request -> request.fail(unavailable()));
                    return true;
                }
                if (failure == RegistryFailure.REQUEST) {
                    LOG.warn("{} requests could not be decided together: {}", group.size(),
                        RegistryFailure.describe(e, registry.place()), RegistryFailure.trace(e));
                    return false;
                }
            }
        }
        return false;
    }

    private List<RegistryNote> transaction(final List<DeskRequest<?>> group) throws SQLException {
        return registry.transaction(tables -> {
            final UnitOfWork unit = UnitOfWork.read(rules.get(), tables, clock.instant(), group);
            group.forEach(request -> request.decide(unit));
            return unit.isChanged() ? unit.write() : null;
        });
    }

    /** After the commit. Notes are taken first; where that fails, the requests that made them fail, the others are answered. */
    private void answer(final List<DeskRequest<?>> group, final List<RegistryNote> notes) {
        boolean areTaken = true;
        if (!notes.isEmpty()) {
            try {
                sink.accept(notes);
            } catch (final RuntimeException e) {
                LOG.warn("{} cut-offs or links were not taken, the requests that made them fail: {}", notes.size(), e.toString());
                areTaken = false;
            }
        }
        for (final DeskRequest<?> request : group) {
            if (areTaken || !request.hasNotes()) {
                request.complete();
            } else {
                request.fail(unavailable());
            }
        }
    }

    private void failing(final Exception failure) {
        if (!isFailing) {
            LOG.error("the registry is not available, no codes are issued until it is again: {}",
                RegistryFailure.describe(failure, registry.place()));
        }
        isFailing = true;
    }

    private void recovered() {
        if (isFailing) {
            LOG.info("the registry is available again");
        }
        isFailing = false;
    }

    static IssuerException unavailable() {
        return new IssuerException(Problem.REGISTRY_UNAVAILABLE, "the registry does not answer at the moment: try again");
    }
}
