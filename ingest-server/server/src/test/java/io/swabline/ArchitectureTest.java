package io.swabline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.swabline.server.wiring.ServerSettings;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The direction of imports: who may know whom. The picture is in ingest-server/docs/architecture.md. */
class ArchitectureTest {
    private static final String[] STAGES = {"edge", "validate", "dedup", "append", "sync", "reply", "ops", "subscribe", "trust"};

    private static final JavaClasses SWABLINE = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.swabline");

    @Test
    void shouldSeeAllModules() {
        for (final String module : new String[] {"protocol", "protocol.trust", "journal", "qr", "issuer", "issuer.http",
            "station", "server.control", "server.ring", "server.tls", "server.trust", "server.wiring", "cli"}) {
            assertThat(SWABLINE).as(module).anyMatch(type -> type.getPackageName().equals("io.swabline." + module));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge", "validate", "dedup", "append", "sync", "reply", "ops", "subscribe", "trust"})
    void shouldKeepStagesApart(final String stage) {
        final String[] others = Arrays.stream(STAGES).filter(other -> !other.equals(stage))
            .map(ArchitectureTest::serverPackage).toArray(String[]::new);

        noClasses().that().resideInAPackage(serverPackage(stage))
            .should().dependOnClassesThat().resideInAnyPackage(others)
            .because("order between stages is set by the wiring; stages meet in ring only")
            .allowEmptyShould(true).check(SWABLINE);
        noClasses().that().resideInAPackage(serverPackage(stage))
            .should().dependOnClassesThat().resideInAnyPackage(
                "io.swabline.server.wiring..", "io.swabline.cli..", "io.swabline.station..", "io.swabline.qr..",
                "io.swabline.issuer..")
            .allowEmptyShould(true).check(SWABLINE);
    }

    @Test
    void shouldKeepTheRingFreeOfStages() {
        noClasses().that().resideInAPackage("io.swabline.server.ring..")
            .should().dependOnClassesThat().resideInAnyPackage(
                Arrays.stream(STAGES).map(ArchitectureTest::serverPackage).toArray(String[]::new))
            .orShould().dependOnClassesThat().resideInAPackage("io.swabline.server.wiring..")
            .check(SWABLINE);
    }

    @Test
    void shouldLetOnlyCommandsKnowTheWiring() {
        classes().that().resideInAPackage("io.swabline.server.wiring..")
            .should().onlyHaveDependentClassesThat().resideInAnyPackage("io.swabline.server.wiring..", "io.swabline.cli..")
            .check(SWABLINE);
        noClasses().that().resideInAPackage("io.swabline.cli..")
            .should().dependOnClassesThat(resideInAPackage("io.swabline.server..")
                .and(not(resideInAnyPackage(
                    "io.swabline.server.wiring..", "io.swabline.server.tls..", "io.swabline.server.control.."))))
            .check(SWABLINE);
    }

    /** What goes over the socket is the business of those who register operations. */
    @Test
    void shouldKeepTheControlSocketFreeOfStages() {
        noClasses().that().resideInAPackage("io.swabline.server.control..")
            .should().dependOnClassesThat().resideInAnyPackage(
                Arrays.stream(STAGES).map(ArchitectureTest::serverPackage).toArray(String[]::new))
            .orShould().dependOnClassesThat().resideInAnyPackage(
                "io.swabline.server.ring..", "io.swabline.server.wiring..", "io.swabline.cli..", "io.swabline.issuer..")
            .check(SWABLINE);
    }

    @Test
    void shouldKeepTlsFilesFreeOfStagesAndLibraries() {
        noClasses().that().resideInAPackage("io.swabline.server.tls..")
            .should().dependOnClassesThat().resideInAnyPackage(
                Arrays.stream(STAGES).map(ArchitectureTest::serverPackage).toArray(String[]::new))
            .orShould().dependOnClassesThat().resideInAnyPackage(
                "io.swabline.server.wiring..", "io.swabline.cli..", "io.swabline.issuer..", "io.netty..", "io.vertx..")
            .check(SWABLINE);
    }

    @Test
    void shouldLetNothingKnowTheCommands() {
        classes().that().resideInAPackage("io.swabline.cli..")
            .should().onlyHaveDependentClassesThat().resideInAPackage("io.swabline.cli..")
            .check(SWABLINE);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("io.swabline.(**)").should().beFreeOfCycles().check(SWABLINE);
    }

    @Test
    void shouldKeepLibrariesIndependent() {
        assertDependsOnNothingOf("protocol", "journal", "qr", "issuer", "station", "server", "cli");
        assertDependsOnNothingOf("journal", "qr", "issuer", "station", "server", "cli");
        assertDependsOnNothingOf("qr", "protocol", "journal", "issuer", "station", "server", "cli");
        assertDependsOnNothingOf("issuer", "journal", "station", "server", "cli");
        assertDependsOnNothingOf("station", "journal", "qr", "issuer", "server", "cli");
        classes().that().resideInAPackage("io.swabline.station..")
            .should().onlyHaveDependentClassesThat().resideInAnyPackage("io.swabline.station..", "io.swabline.cli..")
            .because("the server talks to terminals by the protocol, not by their library")
            .check(SWABLINE);
    }

    /** Scans are taken without a registry: the issuing side hears of the edge through what the wiring gives it. */
    @Test
    void shouldKeepTheIssuingSideApartFromTheEdge() {
        classes().that().resideInAPackage("io.swabline.issuer..")
            .should().onlyHaveDependentClassesThat().resideInAnyPackage(
                "io.swabline.issuer..", "io.swabline.server.wiring..", "io.swabline.cli..")
            .check(SWABLINE);
        noClasses().that().resideOutsideOfPackage("io.swabline.issuer.http..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx..")
            .check(SWABLINE);
        noClasses().that().resideOutsideOfPackage("io.swabline.issuer")
            .should().dependOnClassesThat().resideInAnyPackage("org.jdbi..", "org.flywaydb..", "com.zaxxer..", "java.sql..")
            .check(SWABLINE);
    }

    @Test
    void shouldKeepChronicleBehindTheJournal() {
        noClasses().that().resideOutsideOfPackage("io.swabline.journal..")
            .should().dependOnClassesThat().resideInAPackage("net.openhft..")
            .check(SWABLINE);
    }

    @Test
    void shouldKeepNettyAtTheEdges() {
        noClasses().that(not(resideInAnyPackage(
                "io.swabline.server.edge..", "io.swabline.server.ops..", "io.swabline.server.subscribe..",
                "io.swabline.server.wiring..",
                "io.swabline.station..", "io.swabline.cli..", "io.swabline.issuer.http..")))
            .should().dependOnClassesThat().resideInAPackage("io.netty..")
            .check(SWABLINE);
    }

    @Test
    void shouldEndTheProcessInOnePlaceOnly() throws ClassNotFoundException {
        final Class<?> main = Class.forName("io.swabline.cli.Swabline");
        final Class<?> stopSignal = Class.forName("io.swabline.cli.StopSignal");
        noClasses().that(not(belongToAnyOf(main)))
            .should().callMethod(System.class, "exit", int.class)
            .check(SWABLINE);
        noClasses().that(not(belongToAnyOf(stopSignal)))
            .should().callMethod(Runtime.class, "halt", int.class)
            .orShould().callMethod(Runtime.class, "exit", int.class)
            .check(SWABLINE);
    }

    @Test
    void shouldHandSettingsDownTyped() {
        noClasses().that().resideOutsideOfPackage("io.swabline.cli..")
            .should().dependOnClassesThat().resideInAPackage("com.typesafe.config..")
            .because(ServerSettings.class.getSimpleName() + " is what the server gets")
            .check(SWABLINE);
    }

    private static void assertDependsOnNothingOf(final String module, final String... others) {
        noClasses().that().resideInAPackage("io.swabline." + module + "..")
            .should().dependOnClassesThat().resideInAnyPackage(
                Arrays.stream(others).map(other -> "io.swabline." + other + "..").toArray(String[]::new))
            .check(SWABLINE);
    }

    private static String serverPackage(final String stage) {
        return "io.swabline.server." + stage + "..";
    }
}
