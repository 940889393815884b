package io.swabline.issuer;

import io.swabline.issuer.IssuerException.Problem;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.RegistryNote;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk with a registry behind it. Callers queue; one thread takes all that wait, a group, decides them in one transaction,
 * and answers when that is on the disk: one forced write for many residents. A full queue is answered BUSY at once, a registry
 * that fails REGISTRY_UNAVAILABLE, and the next group tries it again.
 */
public final class RegistryDesk implements CodeDesk {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryDesk.class);
    /** More would make the first of a group wait for the last. */
    private static final int GROUP_MAX = 1024;

    private final BlockingQueue<DeskRequest<?>> waiting;
    private final Registry registry;
    private final GroupDecision groups;
    private final DeskRequest<Void> end = DeskRequest.ofPerson(null, unit -> null);
    private final Thread thread;
    private volatile boolean isClosed;

    private RegistryDesk(final DeskSettings settings, final Registry registry, final GroupDecision groups) {
        this.waiting = new ArrayBlockingQueue<>(settings.pendingMax());
        this.registry = registry;
        this.groups = groups;
        this.thread = new Thread(this::run, "code-desk");
    }

    /**
     * Opens a desk. Does not wait for the database: while it cannot be had, requests fail as REGISTRY_UNAVAILABLE, and each
     * one tries again. {@link IllegalArgumentException} for settings that can never work.
     *
     * @param keys  the keys as they are now; asked for each group
     * @param sink  takes cut-offs and links before the request that made them is answered
     * @param clock the time
     */
    public static RegistryDesk open(
        final DeskSettings settings, final Supplier<SamplingKeys> keys, final CutoffSink sink, final InstantSource clock) {
        final Registry registry = Registry.open(settings);
        final CodeSigner signer = new CodeSigner(SigningProvider.fastest());
        final RegistryDesk desk = new RegistryDesk(settings, registry,
            new GroupDecision(registry, () -> new IssuingRules(settings, keys.get(), signer), sink, clock));
        desk.thread.start();
        return desk;
    }

    @Override
    public CompletableFuture<IssuedCode> code(final Person person) {
        return submit(DeskRequest.ofPerson(person.pseudonym(), unit -> unit.code(person)));
    }

    @Override
    public CompletableFuture<IssuedCode> code(final Pseudonym person) {
        return submit(DeskRequest.ofPerson(person, unit -> unit.code(person)));
    }

    @Override
    public CompletableFuture<IssuedCode> reissue(final Pseudonym person, final RetryKey key) {
        return submit(DeskRequest.ofPerson(person, unit -> unit.reissue(person, key)));
    }

    @Override
    public CompletableFuture<Relative> apply(final Application application) {
        return submit(DeskRequest.ofApplication(application.guardian(), application.relative().pseudonym(),
            unit -> unit.relations().apply(unit.canonical(application))));
    }

    @Override
    public CompletableFuture<List<Relative>> relatives(final Pseudonym guardian) {
        return submit(DeskRequest.ofGuardian(guardian, null, unit -> unit.relations().relatives(unit.canonical(guardian))));
    }

    @Override
    public CompletableFuture<Void> nickname(final Pseudonym guardian, final String relation, final String nickname) {
        return submit(DeskRequest.ofGuardian(guardian, relation, unit -> {
            unit.relations().name(unit.canonical(guardian), relation, nickname);
            return null;
        }));
    }

    @Override
    public CompletableFuture<ResidentState> state(final Pseudonym person) {
        return submit(DeskRequest.ofResident(person, unit -> unit.state(person)));
    }

    @Override
    public CompletableFuture<Void> remove(final Pseudonym guardian, final String relation) {
        return submit(DeskRequest.ofGuardian(guardian, relation, unit -> {
            unit.relations().remove(unit.canonical(guardian), relation);
            return null;
        }));
    }

    @Override
    public CompletableFuture<IssuedCode> relativesCode(final Pseudonym guardian, final String relation) {
        return submit(DeskRequest.ofGuardian(guardian, relation, unit -> unit.relativesCode(guardian, relation)));
    }

    @Override
    public CompletableFuture<IssuedCode> reissueRelatives(
        final Pseudonym guardian, final String relation, final RetryKey key) {
        return submit(DeskRequest.ofGuardian(guardian, relation, unit -> unit.reissueRelatives(guardian, relation, key)));
    }

    @Override
    public CompletableFuture<Guardians> guardians(final Pseudonym person, final boolean isForStaff) {
        return submit(DeskRequest.ofGuardians(
            person, null, unit -> unit.relations().guardians(unit.canonical(person), isForStaff)));
    }

    @Override
    public CompletableFuture<Void> accept(final Decider by, final String relation, final boolean mayReissue) {
        return decide(by, relation, (desk, who) -> desk.accept(who, relation, mayReissue));
    }

    @Override
    public CompletableFuture<Void> refuse(final Decider by, final String relation) {
        return decide(by, relation, (desk, who) -> desk.refuse(who, relation));
    }

    @Override
    public CompletableFuture<Void> end(final Decider by, final String relation) {
        return decide(by, relation, (desk, who) -> desk.end(who, relation));
    }

    private CompletableFuture<Void> decide(
        final Decider by, final String relation, final BiConsumer<RelationDesk, Decider> decision) {
        return submit(DeskRequest.ofGuardians(by.person(), relation, unit -> {
            decision.accept(unit.relations(), unit.canonical(by));
            return null;
        }));
    }

    @Override
    public CompletableFuture<ConsentCode> consentCode(final Pseudonym person) {
        return submit(DeskRequest.ofPerson(person, unit -> unit.relations().consentCode(unit.canonical(person))));
    }

    @Override
    public CompletableFuture<Person> person(final Pseudonym pseudonym) {
        return submit(DeskRequest.ofPerson(pseudonym, unit -> unit.person(pseudonym)));
    }

    @Override
    public CompletableFuture<LinkedPersons> link(final Person one, final Person other, final String caller) {
        return submit(DeskRequest.ofLink(one.pseudonym(), other.pseudonym(), unit -> unit.link(one, other, caller)));
    }

    @Override
    public CompletableFuture<LinkedPersons> links(final Pseudonym person) {
        return submit(DeskRequest.ofPerson(person, unit -> unit.links(person)));
    }

    @Override
    public CompletableFuture<List<RegistryNote>> notesAfter(final long sequence, final int limit) {
        return submit(DeskRequest.ofPerson(null, unit -> unit.notesAfter(sequence, limit)));
    }

    private <T> CompletableFuture<T> submit(final DeskRequest<T> request) {
        if (isClosed) {
            request.fail(closing());
        } else if (!waiting.offer(request)) {
            request.fail(new IssuerException(Problem.BUSY, "too many requests wait at the moment: try again in a few seconds"));
        } else if (isClosed && !thread.isAlive() && waiting.remove(request)) {
            request.fail(closing());
        }
        return request.future();
    }

    /** Ends behind what waited when the desk was closed. */
    private void run() {
        final List<DeskRequest<?>> group = new ArrayList<>();
        boolean isEnded = false;
        while (!isEnded) {
            try {
                group.add(waiting.take());
            } catch (final InterruptedException e) {
                // Nobody has a reason to; in the middle of the work an interrupt would close the database's file.
                continue;
            }
            waiting.drainTo(group, GROUP_MAX - 1);
            isEnded = group.remove(end);
            decide(group);
            group.clear();
        }
        registry.close();
    }

    /** Whatever goes wrong, every request is answered and the thread goes on. */
    private void decide(final List<DeskRequest<?>> group) {
        try {
            groups.decide(group.stream().filter(request -> !request.isAlone()).toList());
            group.stream().filter(DeskRequest::isAlone).forEach(request -> groups.decide(List.of(request)));
        } catch (final RuntimeException | Error e) {
            LOG.error("{} requests failed", group.size(), e);
        } finally {
            group.forEach(request -> request.fail(GroupDecision.unavailable()));
        }
    }

    /** Requests that wait are served; later ones fail. Waits for the end of that. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        boolean isInterrupted = false;
        boolean isEnding = false;
        while (thread.isAlive()) {
            try {
                if (!isEnding) {
                    waiting.put(end);
                    isEnding = true;
                }
                thread.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        for (DeskRequest<?> late = waiting.poll(); late != null; late = waiting.poll()) {
            late.fail(closing());
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IssuerException closing() {
        return new IssuerException(Problem.REGISTRY_UNAVAILABLE, "the server is stopping: try again");
    }
}
