package io.calroute;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.callback.connection.Authentication;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** Whatever is written into a log or a message shows no secret. */
class SecretsTest {

  private static final String SECRET = "s3cr3t";

  /** A record's own text shows all of its members. */
  private static final Pattern HOLDS_A_SECRET =
      Pattern.compile(
          "(?i).*(secret|password|passphrase|(?<!next|continuation)token|credentials?|apiKey)");

  @ParameterizedTest
  @MethodSource("recordsWithASecret")
  void noRecordShowsItsSecret(Class<?> type) throws ReflectiveOperationException {
    assertThat(instance(type).toString()).doesNotContain(SECRET);
  }

  /** By name, so that a pattern that finds too little is noticed. */
  @Test
  void theRecordsThatHoldSecretsAreFound() {
    assertThat(recordsWithASecret())
        .extracting(Class::getSimpleName)
        .contains(
            "ApiSettings",
            "Connection",
            "Microsoft365Properties",
            "RunningCalroute",
            "Settings",
            "Token");
  }

  @Test
  void whatHoldsSuchRecordsShowsNoSecretEither() {
    Connection connection =
        new Connection(Authentication.Scheme.HEADER, SECRET, SECRET, "X-Acme", null, null);
    assertThat(new Connections(Map.of("acme", Map.of("default", connection))).toString())
        .contains("X-Acme")
        .doesNotContain(SECRET);
    assertThat(
            Authentication.of("key", connection, Authentication.Scheme.HEADER, null, null)
                .toString())
        .doesNotContain(SECRET);
  }

  static List<Class<?>> recordsWithASecret() {
    ClassPathScanningCandidateComponentProvider records =
        new ClassPathScanningCandidateComponentProvider(false);
    records.addIncludeFilter(new AssignableTypeFilter(Record.class));
    return records.findCandidateComponents("io.calroute").stream()
        .map(BeanDefinition::getBeanClassName)
        .<Class<?>>map(name -> ClassUtils.resolveClassName(name, null))
        .filter(SecretsTest::isShipped)
        .filter(type -> Arrays.stream(type.getRecordComponents()).anyMatch(SecretsTest::isSecret))
        .toList();
  }

  private static boolean isShipped(Class<?> type) {
    return !type.getProtectionDomain()
        .getCodeSource()
        .equals(SecretsTest.class.getProtectionDomain().getCodeSource());
  }

  private static boolean isSecret(RecordComponent component) {
    return component.getType() == String.class
        && (HOLDS_A_SECRET.matcher(component.getName()).matches()
            || component.getDeclaringRecord().getSimpleName().equals("Token"));
  }

  private static Object instance(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Constructor<?> constructor =
        type.getDeclaredConstructor(
            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    return constructor.newInstance(Stream.of(components).map(SecretsTest::value).toArray());
  }

  private static Object value(RecordComponent component) {
    if (isSecret(component)) {
      return SECRET;
    }
    if (component.getType() == String.class) {
      return component.getName().equals("timeZone") ? "UTC" : "https://example.com";
    }
    if (component.getType() == URI.class) {
      return URI.create("https://example.com");
    }
    return component.getType() == Duration.class ? Duration.ofSeconds(1) : null;
  }
}
