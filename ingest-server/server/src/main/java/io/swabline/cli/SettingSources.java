package io.swabline.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The layers of configuration, the strongest last: defaults, the operator's file, the environment, system properties, options of
 * the command. Every layer may set known keys only; an unknown one fails and names the nearest known one.
 */
final class SettingSources {
    static final String ENVIRONMENT_PREFIX = "SWABLINE_CONF_";
    static final String PROPERTY_PREFIX = "swabline.";
    private static final String DEFAULTS = "reference.conf";
    /** Set by the launcher, no setting. */
    private static final String HOME_PROPERTY = "swabline.home";

    private final Config defaults = ConfigFactory.parseResources(SettingSources.class.getClassLoader(), DEFAULTS);
    private final SortedSet<String> keys = keysOf(defaults);
    private final List<Config> layers = new ArrayList<>(List.of(defaults));

    private SettingSources() {
        if (keys.isEmpty()) {
            throw new IllegalStateException("reference.conf is missing from the class path: the build is incomplete");
        }
    }

    static SettingSources defaults() {
        return new SettingSources();
    }

    SortedSet<String> keys() {
        return keys;
    }

    SettingSources withFile(final Path file) {
        if (Files.notExists(file)) {
            throw new SettingsException("no configuration file " + file);
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new SettingsException("configuration file " + file + " is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw new SettingsException("configuration file " + file + " cannot be read by this user: run this as its owner or "
                + "as root, or name another one with --config");
        }
        try {
            return with(ConfigFactory.parseFile(file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
        } catch (final ConfigException e) {
            throw new SettingsException("cannot read the configuration: " + e.getMessage(), e);
        }
    }

    SettingSources withEnvironment(final Map<String, String> environment) {
        Config layer = ConfigFactory.empty();
        for (final String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                final String key = keys.stream().filter(k -> environmentName(k).equals(name)).findFirst().orElseThrow(
                    () -> unknown(name, name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.')));
                final String value = environment.get(name);
                layer = layer.withValue(key, ConfigValueFactory.fromAnyRef(value, "environment variable " + name));
            }
        }
        return with(layer);
    }

    SettingSources withProperties(final Properties properties) {
        Config layer = ConfigFactory.empty();
        for (final String name : properties.stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX) && !name.equals(HOME_PROPERTY)) {
                final String key = name.substring(PROPERTY_PREFIX.length());
                checkKnown("-D" + name, key);
                layer = layer.withValue(key, ConfigValueFactory.fromAnyRef(properties.getProperty(name), "-D" + name));
            }
        }
        return with(layer);
    }

    /** Values are texts, numbers or booleans; a null leaves the key to the weaker layers. */
    SettingSources withOverrides(final String origin, final Map<String, ?> overrides) {
        Config layer = ConfigFactory.empty();
        for (final Map.Entry<String, ?> entry : overrides.entrySet()) {
            if (entry.getValue() != null) {
                checkKnown(origin, entry.getKey());
                final Object value = entry.getValue() instanceof Path path ? path.toString() : entry.getValue();
                layer = layer.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(value, origin));
            }
        }
        return with(layer);
    }

    /** All layers in one, with references such as ${user.home} filled in. */
    Config resolve() {
        Config all = ConfigFactory.empty();
        for (int i = layers.size() - 1; i >= 0; i--) {
            all = all.withFallback(layers.get(i));
        }
        try {
            return all.withFallback(ConfigFactory.systemProperties()).resolve();
        } catch (final ConfigException e) {
            throw new SettingsException("cannot read the configuration: " + e.getMessage(), e);
        }
    }

    /** Whether a value is the default, set by nobody. */
    static boolean isDefault(final ConfigValue value) {
        return value.origin().description().contains(DEFAULTS);
    }

    static String environmentName(final String key) {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private SettingSources with(final Config layer) {
        // By its entries: a value that refers to another, such as ${user.home}, cannot be asked for before it is resolved.
        layer.entrySet().forEach(entry -> checkKnown(entry.getValue().origin().description(), keyOf(entry)));
        layers.add(layer);
        return this;
    }

    private void checkKnown(final String origin, final String key) {
        if (!keys.contains(key)) {
            throw unknown(origin, key);
        }
    }

    private SettingsException unknown(final String origin, final String key) {
        return new SettingsException(
            "unknown setting " + key + " (" + origin + "); did you mean " + NearestWord.of(key, keys) + "?");
    }

    private static SortedSet<String> keysOf(final Config config) {
        final SortedSet<String> keys = new TreeSet<>();
        config.entrySet().forEach(entry -> keys.add(keyOf(entry)));
        return keys;
    }

    private static String keyOf(final Map.Entry<String, ConfigValue> entry) {
        return String.join(".", ConfigUtil.splitPath(entry.getKey()));
    }
}
