package io.calroute.bundle.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;

/**
 * What a file of routes or a kamelet should be like so that Kaoto and people get on with it, beyond
 * what makes it work: ids, descriptions, no short forms. Never a reason to refuse a file while
 * Calroute runs. Pure.
 */
final class FileForm {

  /** Steps that send people one way or the other. */
  private static final Set<String> DECISIONS = Set.of("choice", "filter");

  /** Parts of a step that have steps of their own. */
  private static final Set<String> CLAUSES =
      Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

  /** Steps with a member that only looks like a language. */
  private static final Set<String> OWN_METHOD = Set.of("bean", "marshal", "unmarshal");

  /** Where Camel describes its languages. */
  private static final String LANGUAGES = "META-INF/org/apache/camel/model/language/";

  /** Every jar is asked for a name that is none. */
  private static final Map<String, Boolean> LOOKED_UP = new ConcurrentHashMap<>();

  /** What is described there, too. */
  private static final Set<String> NO_LANGUAGES = Set.of("expression", "ref");

  private final YamlDocument document;
  private final List<BundleProblem> problems = new ArrayList<>();

  private FileForm(YamlDocument document) {
    this.document = document;
  }

  /** Looks at a file. */
  static List<BundleProblem> check(YamlDocument document, String text) {
    FileForm form = new FileForm(document);
    if (document.tree().isArray()) {
      form.checkEntities();
    } else {
      form.checkKamelet();
    }
    form.checkAliases(text);
    return form.problems;
  }

  private void checkAliases(String text) {
    for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
      if (event instanceof AliasEvent alias) {
        int line = alias.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        problems.add(
            new BundleProblem(
                document.file(), line, "Kaoto does not keep anchors and aliases; write it out"));
        return;
      }
    }
  }

  private void checkEntities() {
    JsonNode entities = document.tree();
    for (int i = 0; i < entities.size(); i++) {
      JsonNode entity = entities.get(i);
      String place = "/" + i;
      if (entity.has("routeTemplate") || entity.has("templatedRoute")) {
        tell(place, "Kaoto draws no route templates; make it a kamelet in kamelets/");
      } else if (entity.has("from")) {
        tell(place, "Write it as '- route:' with an id, a description and 'from'");
      } else if (entity.has("route")) {
        checkNamed(entity.get("route"), place + "/route", "route");
        checkFrom(entity.at("/route/from"), place + "/route/from");
        checkSteps(entity.get("route"), place + "/route");
      } else if (entity.has("routeConfiguration")) {
        checkNamed(
            entity.get("routeConfiguration"), place + "/routeConfiguration", "routeConfiguration");
        checkSteps(entity, place);
      } else {
        checkSteps(entity, place);
      }
    }
  }

  private void checkKamelet() {
    JsonNode definition = document.tree().at("/spec/definition");
    String place = "/spec/definition";
    requireText(definition, place, "title", "kamelet");
    requireText(definition, place, "description", "kamelet");
    for (Map.Entry<String, JsonNode> property : definition.path("properties").properties()) {
      String below = place + "/properties/" + property.getKey();
      requireText(property.getValue(), below, "description", "property " + property.getKey());
    }
    JsonNode from = document.tree().at("/spec/template/from");
    checkFrom(from, "/spec/template/from");
    checkSteps(from, "/spec/template/from");
  }

  private void checkFrom(JsonNode from, String place) {
    if (!from.isObject()) {
      tell(place, "Write 'from' with an id and a uri");
    } else {
      requireText(from, place, "id", "from");
      checkUri(from, place);
    }
  }

  private void checkNamed(JsonNode node, String place, String kind) {
    requireText(node, place, "id", kind);
    requireText(node, place, "description", kind);
  }

  /** Looks for steps, wherever they are below. */
  private void checkSteps(JsonNode node, String place) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkSteps(node.get(i), place + "/" + i);
      }
      return;
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      String below = place + "/" + name;
      if (name.equals("parameters")) {
        continue;
      }
      if (name.equals("steps") && value.isArray()) {
        for (int i = 0; i < value.size(); i++) {
          checkStep(value.get(i), below + "/" + i);
        }
      } else if (CLAUSES.contains(name)) {
        checkClauses(value, below, name);
      } else if (name.equals("onException")) {
        checkException(value, below);
      } else if (name.equals("expression")) {
        checkExpression(value, below);
      }
      checkSteps(value, below);
    }
  }

  private void checkStep(JsonNode step, String place) {
    if (!step.isObject() || step.size() != 1) {
      tell(place, "A step is one name with its members below");
      return;
    }
    String kind = step.fieldNames().next();
    JsonNode value = step.get(kind);
    String below = place + "/" + kind;
    if (!value.isObject()) {
      tell(below, "Write '" + kind + "' with an id and its members below, not in short form");
      return;
    }
    requireText(value, below, "id", kind);
    if (DECISIONS.contains(kind)) {
      requireText(value, below, "description", kind);
    }
    checkUri(value, below);
    if (!OWN_METHOD.contains(kind)) {
      checkInline(value, below);
    }
  }

  private void checkClauses(JsonNode value, String place, String kind) {
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        requireText(value.get(i), place + "/" + i, "id", kind);
        checkInline(value.get(i), place + "/" + i);
      }
    } else if (value.isObject()) {
      requireText(value, place, "id", kind);
    }
  }

  /** Kaoto gives each one its own name again: a list of {@code - onException:}. */
  private void checkException(JsonNode value, String place) {
    if (value.isObject() && value.has("exception")) {
      requireText(value, place, "id", "onException");
    }
  }

  private void checkInline(JsonNode value, String place) {
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (isLanguage(name)) {
                tell(place + "/" + name, "Write '" + name + "' below 'expression'");
              }
            });
  }

  private static boolean isLanguage(String name) {
    return LOOKED_UP.computeIfAbsent(
        name,
        any ->
            !NO_LANGUAGES.contains(name)
                && FileForm.class.getClassLoader().getResource(LANGUAGES + name + ".json") != null);
  }

  private void checkExpression(JsonNode value, String place) {
    for (Map.Entry<String, JsonNode> language : value.properties()) {
      if (isLanguage(language.getKey()) && !language.getValue().isObject()) {
        tell(
            place + "/" + language.getKey(),
            "Write '" + language.getKey() + "' with its members below, not in short form");
      }
    }
  }

  private void checkUri(JsonNode value, String place) {
    if (value.path("uri").asText("").contains("?")) {
      tell(place + "/uri", "Options belong below 'parameters', not into the uri");
    }
  }

  private void requireText(JsonNode node, String place, String member, String kind) {
    if (node.path(member).asText("").isBlank()) {
      tell(place, "'" + kind + "' has no " + member);
    }
  }

  private void tell(String place, String reason) {
    problems.add(new BundleProblem(document.file(), document.line(place), reason));
  }
}
