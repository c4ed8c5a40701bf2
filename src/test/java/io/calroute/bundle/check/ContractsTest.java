package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.door.IntakeGate;
import io.calroute.callback.door.Problem;
import io.calroute.destination.google.GoogleAnswers;
import io.calroute.destination.google.GoogleEvents;
import io.calroute.destination.microsoft365.Microsoft365Answers;
import io.calroute.destination.microsoft365.Office365Events;
import io.calroute.destination.microsoft365.TeamsMeetings;
import io.calroute.mapping.MappingFiles;
import io.calroute.mapping.Mappings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.support.SimpleRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;

/** What an edit of the shipped files may change, and what Calroute relies on. */
class ContractsTest {

  private static final Bundle SHIPPED = shipped();
  private static final Connections CONNECTIONS = connections();
  private static final BundleCheck CHECK = check();

  private static final Path KAOTO = Path.of("src/test/resources/kaoto");

  private static final String RECEIVE = "routes/receive-savvycal.camel.yaml";
  private static final String PROOF = "mappings/savvycal/proof.json";
  private static final String GOOGLE = "routes/write-google-event.camel.yaml";
  private static final String OFFICE365 = "routes/write-office365-event.camel.yaml";
  private static final String TEAMS = "routes/write-teams-meeting.camel.yaml";
  private static final String DOOR = "routes/front-door.camel.yaml";
  private static final String ERRORS = "routes/callback-errors.camel.yaml";
  private static final String EVENTS = "routes/on-event.camel.yaml";
  private static final String GOOGLE_SINK = "kamelets/google-event-sink.kamelet.yaml";
  private static final String AUTHENTICATE = "kamelets/authenticate-callback-action.kamelet.yaml";
  private static final String ACCEPT = "kamelets/accept-callback-action.kamelet.yaml";
  private static final String HTTP = "- to: {uri: 'http://localhost:1/nobody'}";
  private static final String AROUND_HTTP =
      "- setProperty: {name: kept, expression: {simple: {expression: '${body}'}}}\n" + HTTP;

  /**
   * Steps that change nothing of a message, or bring it back. Each that asks somebody stands alone,
   * because less is judged after it.
   */
  private static final List<String> LOOKING =
      List.of(
          """
          - log: {message: '${body}', loggingLevel: ERROR}
          - to: {uri: 'log:seen'}
          - delay: {expression: {constant: {expression: '60000'}}}
          - choice:
              when:
                - expression: {simple: {expression: '${body} == null'}}
                  steps: [{log: {message: none}}]
              otherwise: {steps: [{log: {message: some}}]}
          """,
          "- to: {uri: 'kafka:calls', parameters: {brokers: 'localhost:1'}}",
          "- wireTap: {uri: 'http://localhost:1/nobody'}",
          AROUND_HTTP
              + "\n- setBody: {expression: {simple: {expression: '${exchangeProperty.kept}'}}}");

  @Test
  void theShippedFilesMeetThem() {
    assertThat(CHECK.quickly(SHIPPED, configuration()).problems()).isEmpty();
    assertThat(problems(SHIPPED, SHIPPED.files().keySet())).isEmpty();
  }

  /** src/test/kaoto describes every node in Kaoto, gives it a step, moves both, and saves. */
  @ParameterizedTest
  @ValueSource(strings = {"own-catalog-of-kaoto", "catalog-of-the-build"})
  void whatKaotoSavesIsTakenUpWithEveryStepThatWasThere(String catalog) throws Exception {
    Map<String, String> saved = savedByKaoto(catalog);
    TreeMap<String, String> files = new TreeMap<>(SHIPPED.files());
    files.putAll(saved);

    assertThat(saved.keySet())
        .as("a save of each file; record them anew as src/test/kaoto/README.md says")
        .containsAll(shippedWith(Bundle.ROUTES, Bundle.ROUTE_SUFFIX))
        .containsAll(shippedWith(Bundle.KAMELETS, Bundle.KAMELET_SUFFIX));
    assertThat(CHECK.quickly(new Bundle(files), configuration()).problems()).isEmpty();
    assertThat(problems(new Bundle(files), saved.keySet())).isEmpty();
    for (Map.Entry<String, String> file : saved.entrySet()) {
      YamlDocument document = YamlDocument.of(file.getKey(), file.getValue());
      assertThat(FileForm.check(document, file.getValue())).isEmpty();
    }
    for (String node : Files.readAllLines(KAOTO.resolve("nodes.txt"))) {
      String[] place = node.split(" ");
      assertThat(saved.get(place[0]))
          .as(node)
          .containsPattern("(?m)^ *(- )?(id|name): " + Pattern.quote(place[1]) + "$");
    }
  }

  @Test
  void aRouteThatBreaksInsideAKameletIsNamedBesideIt() {
    String cut = text(TEAMS).substring(0, text(TEAMS).indexOf("            doCatch:"));
    assertThat(problems(TEAMS, cut))
        .anySatisfy(
            problem -> {
              assertThat(problem.file()).isEqualTo("kamelets/teams-meeting-sink.kamelet.yaml");
              assertThat(problem.reason())
                  .startsWith("The route write-teams-meeting in " + TEAMS + ":");
            });
  }

  private static List<String> shippedWith(String prefix, String suffix) {
    return SHIPPED.names(prefix).stream().filter(name -> name.endsWith(suffix)).toList();
  }

  private static Map<String, String> savedByKaoto(String catalog) throws IOException {
    Path folder = KAOTO.resolve(catalog);
    Map<String, String> saved = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        saved.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return saved;
  }

  @ParameterizedTest
  @CsvSource({
    RECEIVE + ", accept-savvycal",
    RECEIVE + ", authenticate-savvycal",
    RECEIVE + ", apply-savvycal-mapping",
    GOOGLE + ", keep-call-google",
    GOOGLE + ", call-google",
    GOOGLE + ", drop-google-options",
    OFFICE365 + ", keep-call-office365",
    TEAMS + ", call-teams",
    DOOR + ", hand-to-provider",
    EVENTS + ", tell-of-event",
  })
  void stepsThatChangeNothingAreTakenUp(String file, String before) {
    for (String step : LOOKING) {
      assertThat(problems(file, before(text(file), before, step))).as(step).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE + "|uri: kamelet:accept-callback-action|uri: callback:accept",
        RECEIVE + "|deliveryKey: /id|deliveryKey: /type",
        RECEIVE + "|description: Checks the signature|description: In other words, checks",
        RECEIVE
            + "|uri: kamelet:accept-callback-action\\n            parameters:|uri:"
            + " kamelet:accept-callback-action\\n            parameters:\\n              templateId:"
            + " accept-callback-action",
        GOOGLE + "|pageSize: \"{{calroute.google.page-size:250}}\"|pageSize: 99",
        GOOGLE + "|id: read-google-call|id: another-name",
        GOOGLE_SINK + "|default: none|default: all",
        ERRORS + "|- java.lang.Exception|- java.lang.Throwable",
        DOOR + "|httpMethodRestrict: POST,PUT|httpMethodRestrict: POST,PUT,PATCH",
      })
  void whatIsTheOperatorsIsTakenUp(String file, String piece, String other) {
    assertThat(problems(file, replaced(file, piece, other))).isEmpty();
  }

  @Test
  void aLookUpIsRehearsedAsFarAsItsAnswer() {
    String mapping = "- to:\n            id: apply-savvycal-mapping";
    String lookUp =
        HTTP + "\n- setBody: {expression: {simple: {expression: '${body.email.length}'}}}";
    assertThat(problems(RECEIVE, before(text(RECEIVE), "apply-savvycal-mapping", lookUp)))
        .isEmpty();
    String broken =
        "- throwException: {exceptionType: java.lang.IllegalStateException, message: x}";
    assertThat(
            problems(
                RECEIVE, before(text(RECEIVE), "apply-savvycal-mapping", broken + "\n" + lookUp)))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.reason()).contains("IllegalStateException", "golden"));
    assertThat(text(RECEIVE)).contains(mapping);
  }

  @Test
  void aRouteMayLeaveACallbackOut() {
    String ignore =
        "- filter: {expression: {simple: {expression: '${body} contains \"e\"'}}, steps: [{to:"
            + " {uri: 'kamelet:ignore-callback-action', parameters: {reason: 'No.'}}}]}";
    assertThat(problems(RECEIVE, before(text(RECEIVE), "accept-savvycal", ignore))).isEmpty();
    assertThat(problems(RECEIVE, before(text(RECEIVE), "apply-savvycal-mapping", ignore)))
        .isEmpty();
  }

  @Test
  void aChoiceMayEndInAcceptance() {
    String choice =
        "- choice: {when: [{expression: {simple: {expression: '${body} == null'}}, steps: [{to:"
            + " {uri: 'kamelet:ignore-callback-action', parameters: {reason: 'No.'}}}]}],"
            + " otherwise: {steps: [{to: {uri: 'kamelet:accept-callback-action'}}]}}";
    String other = before(text(RECEIVE), "accept-savvycal", choice);
    assertThat(problems(RECEIVE, without(other, "accept-savvycal"))).isEmpty();
  }

  /** Each harmful edit, the step or the line that the refusal names, and its words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE + "|authenticate-savvycal|- log|must go through",
        RECEIVE + "|accept-savvycal|- log|must go through",
        RECEIVE + "|apply-savvycal-mapping|- log|given the golden case",
        GOOGLE + "|keep-call-google|read-google-answer|CREATE",
        GOOGLE + "|read-google-call|call-google|CREATE",
        GOOGLE + "|call-google|read-google-call|sends 0 requests",
        GOOGLE + "|read-google-answer|call-google|an Answer is expected",
        GOOGLE + "|read-google-error|call-google|Answer",
        OFFICE365 + "|keep-call-office365|read-office365-answer|CREATE",
        OFFICE365 + "|read-office365-call|call-office365|CREATE",
        OFFICE365 + "|call-office365|read-office365-call|sends 0 requests",
        OFFICE365 + "|read-office365-answer|call-office365|an Answer is expected",
        OFFICE365 + "|read-office365-error|call-office365|Answer",
        TEAMS + "|keep-call-teams|read-teams-answer|CREATE",
        TEAMS + "|read-teams-call|call-teams|CREATE",
        TEAMS + "|call-teams|read-teams-call|sends 0 requests",
        TEAMS + "|read-teams-answer|call-teams|an Answer is expected",
        TEAMS + "|read-teams-error|call-teams|Answer",
        DOOR + "|read-path|hand-to-provider|expected is 404",
        DOOR + "|hand-to-provider|read-path|expected is 202",
        ERRORS + "|answer-problem|read-path|expected is 404",
        GOOGLE_SINK + "|take-google-event|call-google|CREATE",
        GOOGLE_SINK + "|call-google-calendar|google|sends 0 requests",
        GOOGLE_SINK + "|call-google-event|google|sends 0 requests",
        AUTHENTICATE + "|check-proof|accept-savvycal|has proven nothing",
        ACCEPT + "|keep-callback|accept|not kept",
      })
  void aStepThatIsMissedIsRefused(String file, String step, String place, String words) {
    // What stands in its place does nothing.
    String other = without(before(text(file), step, "- log: {message: gone}"), step);
    assertRefused(file, other, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE + "|accept-savvycal|keeps the callback once more",
        GOOGLE + "|call-google|sends 2 requests",
        OFFICE365 + "|call-office365|sends 2 requests",
        TEAMS + "|call-teams|sends 2 requests",
        GOOGLE_SINK + "|call-google-calendar|sends 2 requests",
      })
  void aCallThatIsMadeTwiceIsRefused(String file, String step, String words) {
    String text = text(file);
    String twice =
        before(text, step, dedented(step(text, step)).replace("id: " + step, "id: first-" + step));
    List<BundleProblem> problems = assertRefused(file, twice, words);
    if (file.startsWith("routes/")) {
      assertThat(problems)
          .anySatisfy(
              problem -> {
                assertThat(problem.file()).isEqualTo(file);
                assertThat(lineText(twice, problem.line() + 1)).contains("id: " + step);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE
            + "|accept-savvycal|- filter: {expression: {simple: {expression: '${body} == null'}},"
            + " steps: [{stop: {}}]}|stops before",
        RECEIVE + "|accept-savvycal|- stop: {}|stops before",
        RECEIVE
            + "|authenticate-savvycal|- filter: {expression: {simple: {expression: '${body} =="
            + " null'}}, steps: [{to: {uri: 'callback:accept'}}]}|only after",
        RECEIVE
            + "|authenticate-savvycal|- to: {uri: callback, parameters: {step: ignore, reason:"
            + " no}}|only after",
        RECEIVE + "|accept-savvycal|- to: {uri: 'http://localhost:1/copy'}|keeps something else",
        RECEIVE
            + "|apply-savvycal-mapping|- setBody: {expression: {constant: {expression: none}}}|given"
            + " the golden case",
        GOOGLE + "|call-google|- to: {uri: 'http://localhost:1/chat'}|CREATE",
        GOOGLE + "|read-google-answer|- to: {uri: 'http://localhost:1/chat'}|CREATE",
        GOOGLE + "|keep-call-google|- wireTap: {uri: 'direct:write-google-again'}|requests",
        GOOGLE
            + "|call-google|- setHeader: {name: CamelGoogleCalendar.calendarId, expression:"
            + " {constant: {expression: x@example.org}}}|calendar",
        GOOGLE + "|call-google|- removeHeaders: {pattern: CamelGoogleCalendar.ifMatch}|ETag",
        OFFICE365 + "|call-office365|- removeHeaders: {pattern: CamelMicrosoft365.ifMatch}|ETag",
      })
  void whatSpoilsARouteIsRefused(String file, String before, String step, String words) {
    String text = before(text(file), before, step);
    if (step.contains("write-google-again")) {
      text +=
          "- route: {id: again, from: {uri: 'direct:write-google-again', steps: [{bean: {ref:"
              + " googleEvents, method: request}}, {to: {uri: 'kamelet:google-event-sink'}}]}}\n";
    }
    assertRefused(file, text, words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE + "|provider: savvycal|provider: ombori|keeps a callback that has proven",
        GOOGLE + "|name: call\\n|name: cal\\n|CREATE",
        GOOGLE + "|kamelet:google-event-sink|kamelet:office365-event-sink|requests to google",
        TEAMS + "|kamelet:teams-meeting-sink|kamelet:office365-event-sink|CREATE",
        GOOGLE + "|name: write-google\\n|name: write-gogle\\n|No route takes direct:write-google",
        GOOGLE
            + "|id: write-google-event\\n|id: write-google-event\\n    autoStartup: false\\n|take"
            + " autoStartup out",
        DOOR
            + "|routeConfigurationId: callback-errors\\n    startupOrder|startupOrder|expected is"
            + " 404",
        DOOR + "|matchOnUriPrefix: true|matchOnUriPrefix: false|matchOnUriPrefix",
        DOOR + "|httpMethodRestrict: POST,PUT|httpMethodRestrict: POST|httpMethodRestrict",
        DOOR + "|path: /callbacks|path: /hooks|No route takes callbacks",
        ERRORS + "|expression: \"true\"|expression: \"false\"|expected is 404",
      })
  void aSlipThatMattersIsRefused(String file, String piece, String other, String words) {
    assertRefused(file, replaced(file, piece, other == null ? "" : other), words);
  }

  /** A slip in how callbacks prove themselves would answer 401 to everybody. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        RECEIVE + "|prefix: sha256=|prefix: sha25=",
        RECEIVE + "|X-SavvyCal-Signature\\n              prefix: sha256=|X-SavvyCal-Signature",
        RECEIVE + "|header: X-SavvyCal-Signature|header: X-SavvyCal-Signatur",
        RECEIVE + "|prefix: sha256=|prefix: sha256=\\n              encoding: base64",
        RECEIVE + "|prefix: sha256=|prefix: sha256=\\n              algorithm: HmacSHA1",
        RECEIVE + "|scheme: hmac|scheme: header",
        RECEIVE + "|scheme: hmac|scheme: path-token",
        "routes/receive-agendize.camel.yaml|scheme: basic|scheme: header",
        "routes/receive-cabinetfm.camel.yaml|scheme: path-token|scheme: header",
        "routes/receive-ombori.camel.yaml|X-Calroute-Secret|X-Calroute",
        "routes/receive-pexip-engage.camel.yaml|scheme: path-token|scheme: basic",
        AUTHENTICATE + "|prefix: \"{{prefix}}\"|prefix: \"{{header}}\"",
      })
  void aRouteThatWouldNotTakeWhatItsProviderSendsIsRefused(
      String file, String piece, String other) {
    assertRefused(file, replaced(file, piece, other == null ? "" : other), "does not take");
  }

  @Test
  void aRouteThatWouldTakeWhatAnybodySendsIsRefused() {
    assertRefused(
        RECEIVE,
        replaced(RECEIVE, "scheme: hmac", "scheme: none"),
        "from somebody who has another secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- to:\\n            id: auth|- too:\\n            id: auth|- too:|'too' is not known here; did you mean 'to'?",
        "parameters:|paramters:|paramters:|'paramters' is not known here; did you mean 'parameters'?",
        "scheme: hmac|scheme: hmca|scheme: hmca|'hmca' is none of hmac, ",
      })
  void aSlipIsToldInALineWithWhereItIs(String piece, String other, String place, String words) {
    String slipped = replaced(RECEIVE, piece, other.replace("\\n", "\n"));
    List<BundleProblem> found = problems(RECEIVE, slipped);
    assertThat(found)
        .first()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo(RECEIVE);
              assertThat(slipped.lines().toList().get(problem.line() - 1)).contains(place);
              assertThat(problem.reason()).contains(words);
            });
  }

  @Test
  void aStepThatIsNotIndentedIsToldAsSuch() {
    String slipped =
        replaced(RECEIVE, "steps:\n", "steps:\n        - log:\n          message: here\n");
    assertThat(problems(RECEIVE, slipped))
        .first()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo(RECEIVE);
              assertThat(problem.reason())
                  .contains("'message' does not belong here; is it indented");
            });
  }

  @Test
  void howAProviderProvesItselfChangesTogetherWithItsExample() {
    TreeMap<String, String> files = new TreeMap<>(SHIPPED.files());
    files.put(RECEIVE, replaced(RECEIVE, "scheme: hmac", "scheme: path-token"));
    files.put(PROOF, "{\"secret\": \"a\", \"token\": \"a\", \"body\": \"{}\"}");
    assertThat(problems(new Bundle(files), Set.of(RECEIVE, PROOF))).isEmpty();
    files.remove(PROOF);
    assertThat(problems(new Bundle(files), Set.of(RECEIVE, PROOF))).isEmpty();
    files.put(PROOF, "{\"secret\": \"a\", \"tokn\": \"a\", \"body\": \"{}\"}");
    assertThat(problems(new Bundle(files), Set.of(PROOF)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.reason()).contains(PROOF, "are expected"));
  }

  @Test
  void aStepWithoutEndIsRefusedAndSaysWhere() {
    String endless =
        "- loop: {doWhile: true, expression: {simple: {expression: '${body} != null'}}, steps: [{log:"
            + " {message: on}}]}";
    assertRefused(GOOGLE, before(text(GOOGLE), "call-google", endless), "takes longer than");
  }

  private static List<BundleProblem> assertRefused(String file, String text, String words) {
    List<BundleProblem> problems = problems(file, text);
    assertThat(problems).anySatisfy(problem -> assertThat(problem.reason()).contains(words));
    assertThat(problems)
        .allSatisfy(
            problem ->
                assertThat(problem.line() > 0 || problem.file().equals(Bundle.ROUTES)).isTrue());
    return problems;
  }

  private static List<BundleProblem> problems(String file, String text) {
    TreeMap<String, String> files = new TreeMap<>(SHIPPED.files());
    files.put(file, text);
    return problems(new Bundle(files), Set.of(file));
  }

  private static List<BundleProblem> problems(Bundle bundle, Set<String> changed) {
    return CHECK.fully(bundle, configuration(), new TreeSet<>(changed)).problems();
  }

  private static String text(String file) {
    return SHIPPED.text(file);
  }

  private static String replaced(String file, String piece, String other) {
    String from = piece.replace("\\n", "\n");
    assertThat(text(file)).contains(from);
    return text(file).replace(from, other.replace("\\n", "\n"));
  }

  /** Puts steps before the step of an id. */
  private static String before(String text, String id, String steps) {
    String step = step(text, id);
    int at = text.indexOf(step);
    String margin = " ".repeat(step.indexOf('-'));
    return text.substring(0, at) + steps.indent(margin.length()) + text.substring(at);
  }

  private static String without(String text, String id) {
    return text.replace(step(text, id), "");
  }

  /** The lines of a step. */
  private static String step(String text, String id) {
    List<String> lines = text.lines().toList();
    int line = 0;
    while (!lines.get(line).strip().equals("id: " + id)) {
      line++;
    }
    int first = line - 1;
    int margin = lines.get(first).indexOf('-');
    List<String> step = new ArrayList<>(List.of(lines.get(first)));
    for (int i = line;
        i < lines.size() && lines.get(i).indexOf(lines.get(i).strip()) > margin;
        i++) {
      step.add(lines.get(i));
    }
    return String.join("\n", step) + "\n";
  }

  private static String dedented(String step) {
    return step.stripTrailing().stripIndent();
  }

  private static String lineText(String text, int line) {
    return text.lines().skip(line - 1).findFirst().orElse("");
  }

  private static Configuration configuration() {
    return Configuration.of(new StandardEnvironment(), CONNECTIONS);
  }

  private static BundleCheck check() {
    SimpleRegistry beans = new SimpleRegistry();
    beans.bind("googleEvents", new GoogleEvents());
    beans.bind("googleAnswers", new GoogleAnswers(Clock.systemUTC()));
    beans.bind("office365Events", new Office365Events());
    beans.bind("microsoft365Answers", new Microsoft365Answers());
    beans.bind("teamsMeetings", new TeamsMeetings());
    beans.bind("callbackProblem", new Problem());
    beans.bind(
        "frontDoor",
        new FrontDoor(new LiveConnections(CONNECTIONS), new IntakeGate(Duration.ZERO)));
    return new BundleCheck(
        beans,
        new Rehearsal(beans, Duration.ofSeconds(2)),
        new Mappings(MappingFiles.of(Map.of())));
  }

  private static Connections connections() {
    Map<String, Map<String, Connection>> all = new HashMap<>();
    for (String provider : List.of("agendize", "cabinetfm", "ombori", "pexip-engage", "savvycal")) {
      all.put(
          provider,
          Map.of("default", new Connection(null, "some:secret", null, null, "UTC", null)));
    }
    return new Connections(all);
  }

  private static Bundle shipped() {
    try {
      return new BundleReader(
              Path.of("routes"), Path.of("kamelets"), Path.of("mappings"), Path.of("none"))
          .read();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
