package io.swabline.issuer.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins JavaScript modules into one script, so that a page needs one request where latency is seconds. Each module becomes a
 * function that gives what it exports, in the order in which they need each other. It knows the forms that the pages use, and
 * refuses others: {@code import { a, b as c } from './x.js';} and {@code export} before a function, class or const. Pure.
 */
final class ScriptBundle {
    private static final Pattern IMPORT =
        Pattern.compile("(?m)^import\\s*\\{([\\w\\s,$]*)}\\s*from\\s*'\\./([\\w-]+)\\.js';\\n?");
    private static final Pattern EXPORT =
        Pattern.compile("(?m)^export ((?:async )?function|class|const) ([A-Za-z_$][\\w$]*)");
    private static final Pattern LEFT_OVER = Pattern.compile("(?m)^(import|export)\\b.*$");

    private final Function<String, String> sources;
    /** Modules that are joined, in order. */
    private final Map<String, String> joined = new LinkedHashMap<>();
    /** Modules from the entry to the one that is being read. */
    private final List<String> path = new ArrayList<>();

    private ScriptBundle(final Function<String, String> sources) {
        this.sources = sources;
    }

    /**
     * The script of a module and of all that it needs.
     *
     * @param entry   name of a module, without {@code .js}
     * @param sources gives the text of a module by its name; null if there is none
     * @throws IllegalStateException if a module is missing, needs itself, or is written in a form that is not known here
     */
    static String of(final String entry, final Function<String, String> sources) {
        final ScriptBundle bundle = new ScriptBundle(sources);
        bundle.add(entry);
        final StringBuilder script = new StringBuilder(64 << 10).append("(() => {\n'use strict';\nconst modules = {};\n");
        bundle.joined.values().forEach(script::append);
        return script.append("})();\n").toString();
    }

    private void add(final String name) {
        if (path.contains(name)) {
            throw new IllegalStateException("the module " + name + ".js needs itself: " + String.join(" > ", path));
        }
        if (joined.containsKey(name)) {
            return;
        }
        final String source = sources.apply(name);
        if (source == null) {
            throw new IllegalStateException("there is no module " + name + ".js, which is asked for by " + path);
        }
        path.add(name);
        final Matcher imports = IMPORT.matcher(source);
        while (imports.find()) {
            add(imports.group(2));
        }
        path.remove(name);
        joined.put(name, wrapped(name, source));
    }

    private static String wrapped(final String name, final String source) {
        final List<String> exports = new ArrayList<>();
        final Matcher found = EXPORT.matcher(source);
        while (found.find()) {
            exports.add(found.group(2));
        }
        final String body = IMPORT.matcher(EXPORT.matcher(source).replaceAll("$1 $2"))
            .replaceAll(match -> Matcher.quoteReplacement("const {" + match.group(1).replaceAll("\\s+as\\s+", ": ").strip()
                + "} = modules['" + match.group(2) + "'];\n"));
        final Matcher leftOver = LEFT_OVER.matcher(body);
        if (leftOver.find()) {
            throw new IllegalStateException("module " + name + ".js: '" + leftOver.group() + "' is not a form that is joined");
        }
        return "modules['" + name + "'] = (() => {\n" + body + "return { " + String.join(", ", exports) + " };\n})();\n";
    }
}
