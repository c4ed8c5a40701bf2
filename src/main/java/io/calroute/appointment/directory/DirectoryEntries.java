package io.calroute.appointment.directory;

import io.calroute.destination.Target;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads entries of the directory. A member that nothing reads is refused: an entry that lost its
 * match to a slip of the pen would fit everybody, and move everybody's events.
 */
public final class DirectoryEntries {

  private static final Bindable<List<DirectoryEntry>> ENTRIES =
      Bindable.listOf(DirectoryEntry.class);
  private static final Set<String> MATCH =
      Set.of("provider", "connection", "staffid", "email", "emaildomain", "queue");
  private static final Set<String> ENTRY = Set.of("target", "calendar");
  private static final String LIST = "calroute.directory";
  private static final Pattern EMPTY_MATCH =
      Pattern.compile("(calroute\\.)?directory\\[\\d+]\\.match");
  private static final String EMPTY =
      " is empty and would fit everybody; write what must fit, or leave match out if everybody is"
          + " meant";
  private static final String WORDS =
      "; match knows provider, connection, staffId, email, emailDomain, queue";

  private final Iterable<ConfigurationPropertySource> sources;
  private final ConfigurationPropertyName list;

  private DirectoryEntries(
      Iterable<ConfigurationPropertySource> sources, ConfigurationPropertyName list) {
    this.sources = sources;
    this.list = list;
  }

  /**
   * Reads a list of entries.
   *
   * @param sources where it may stand, the most important first
   * @param name of the list, such as {@code calroute.directory}
   * @return empty when there is no such list
   * @throws DirectoryRefused when it can't be used
   */
  public static List<DirectoryEntry> read(
      Iterable<ConfigurationPropertySource> sources, Binder binder, String name) {
    DirectoryEntries all = new DirectoryEntries(sources, ConfigurationPropertyName.of(name));
    all.requireKnownNames();
    List<DirectoryEntry> entries;
    try {
      entries = binder.bind(name, ENTRIES).orElse(List.of());
    } catch (BindException e) {
      throw new DirectoryRefused(
          e.getProperty() == null ? null : e.getProperty().getOrigin(),
          e.getName()
              + " can't be understood; "
              + (e.getName().equals(all.list)
                  ? "write a list of entries, each beginning with a hyphen"
                  : "see docs/configuration.md"));
    }
    for (int i = 0; i < entries.size(); i++) {
      all.requireUsable(entries.get(i), all.list.append("[" + i + "]"));
    }
    return entries;
  }

  /**
   * Refuses a match without members. Spring drops it when it reads YAML, so that nobody could tell
   * it from one that was left out on purpose.
   *
   * @throws DirectoryRefused with the line
   */
  public static void requireMatches(String yaml) {
    for (Node document : new Yaml().composeAll(new StringReader(yaml))) {
      requireMatches(document, "");
    }
  }

  private static void requireMatches(Node node, String name) {
    if (node instanceof MappingNode members) {
      for (NodeTuple member : members.getValue()) {
        String key = member.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        String below = name.isEmpty() ? key : name + "." + key;
        if (EMPTY_MATCH.matcher(below).matches()
            && member.getValueNode() instanceof MappingNode match
            && match.getValue().isEmpty()) {
          throw new DirectoryRefused(match.getStartMark().getLine() + 1, below + EMPTY);
        }
        // Everything else is elsewhere, and can be as deep as it likes.
        if (LIST.startsWith(below) || LIST.endsWith(below) || below.startsWith(LIST)) {
          requireMatches(member.getValueNode(), below);
        }
      }
    } else if (node instanceof SequenceNode entries && name.endsWith("directory")) {
      for (int i = 0; i < entries.getValue().size(); i++) {
        requireMatches(entries.getValue().get(i), name + "[" + i + "]");
      }
    }
  }

  private void requireKnownNames() {
    for (ConfigurationPropertySource source : sources) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(name -> list.isAncestorOf(name) && name.isNumericIndex(depth()))
            .forEach(name -> requireKnown(name, source.getConfigurationProperty(name)));
      }
    }
  }

  private void requireKnown(ConfigurationPropertyName name, ConfigurationProperty property) {
    int members = name.getNumberOfElements() - depth() - 1;
    String member = members < 1 ? "" : name.getElement(depth() + 1, Form.UNIFORM);
    Origin origin = property == null ? null : property.getOrigin();
    String written =
        origin instanceof PropertySourceOrigin source ? source.getPropertyName() : name.toString();
    if (members == 0) {
      throw new DirectoryRefused(
          origin, written + " is no entry; an entry has match, target and calendar");
    }
    if (member.equals("match")) {
      if (members == 1) {
        throw new DirectoryRefused(
            origin, isBlank(property) ? written + EMPTY : written + " has no members" + WORDS);
      }
      if (members > 2 || !MATCH.contains(name.getElement(depth() + 2, Form.UNIFORM))) {
        throw new DirectoryRefused(origin, written + " is read by nothing" + WORDS);
      }
    } else if (members > 1 || !ENTRY.contains(member)) {
      throw new DirectoryRefused(
          origin, written + " is read by nothing; an entry has match, target and calendar");
    }
  }

  private void requireUsable(DirectoryEntry entry, ConfigurationPropertyName place) {
    String targets = "; use " + Target.GOOGLE.key() + " or " + Target.OFFICE365.key() + ".";
    if (entry.target() == null || entry.target().isBlank()) {
      throw new DirectoryRefused(origin(place), place + ".target is not set" + targets);
    }
    if (!entry.target().equals(Target.GOOGLE.key())
        && !entry.target().equals(Target.OFFICE365.key())) {
      throw new DirectoryRefused(
          origin(place.append("target")), place + ".target is " + entry.target() + targets);
    }
    DirectoryEntry.Match match = entry.match();
    Map<String, String> members = new LinkedHashMap<>();
    members.put("match.provider", match.provider());
    members.put("match.connection", match.connection());
    members.put("match.staff-id", match.staffId());
    members.put("match.email", match.email());
    members.put("match.email-domain", match.emailDomain());
    members.put("match.queue", match.queue());
    members.put("calendar", entry.calendar());
    members.forEach(
        (member, value) -> {
          if (value != null && value.isBlank()) {
            throw new DirectoryRefused(
                origin(place.append(member)),
                place + "." + member + " is empty; write something, or leave it out");
          }
        });
  }

  /** Where a name is written; of an entry, where it begins. */
  private Origin origin(ConfigurationPropertyName name) {
    for (ConfigurationPropertySource source : sources) {
      Stream<ConfigurationPropertyName> below =
          source instanceof IterableConfigurationPropertySource iterable
              ? iterable.stream().filter(name::isAncestorOf)
              : Stream.empty();
      Origin origin =
          Stream.concat(Stream.of(name), below)
              .map(source::getConfigurationProperty)
              .filter(property -> property != null && property.getOrigin() != null)
              .map(ConfigurationProperty::getOrigin)
              .findFirst()
              .orElse(null);
      if (origin != null) {
        return origin;
      }
    }
    return null;
  }

  private int depth() {
    return list.getNumberOfElements();
  }

  private static boolean isBlank(ConfigurationProperty property) {
    return property == null
        || property.getValue() == null
        || property.getValue().toString().isBlank();
  }
}
