package io.swabline.system;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Starts Swabline's programs in JVMs of their own, with this JVM's class path and module flags. */
final class Processes {
    private Processes() {
    }

    /** A command line of {@code swabline}; {@code heap} such as {@code -Xmx128m}. */
    static List<String> swabline(final String heap, final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle") || flag.startsWith("-Dio.netty.allocator"))
            .forEach(command::add);
        command.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=512m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.swabline.cli.Swabline"));
        command.addAll(arguments);
        return command;
    }
}
