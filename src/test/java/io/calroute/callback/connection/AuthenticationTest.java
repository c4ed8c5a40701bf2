package io.calroute.callback.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AuthenticationTest {

  private static final String KEY = "calroute.connections.acme.default";
  private static final Authentication.Signature SIGNATURE =
      new Authentication.Signature("HmacSHA256", "sha256=", Authentication.Encoding.HEX);
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  @Test
  void secretWhoseVariableIsNotSetIsRefusedInsteadOfBeingTheNameOfTheVariable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hmac("${ACME_SECRET}", null))
        .withMessageContaining(KEY + ".secret")
        .withMessageContaining("ACME_SECRET");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hmac("fine", "${ACME_OLD_SECRET}"))
        .withMessageContaining(KEY + ".previous-secret");
  }

  @Test
  void bothSecretsCountWhileRotatingAndNoOther() {
    Authentication rotating = hmac("new", "old");

    assertThat(rotating.accepts(BODY, sign("new"))).isTrue();
    assertThat(rotating.accepts(BODY, sign("old"))).isTrue();
    assertThat(rotating.accepts(BODY, sign("other"))).isFalse();
  }

  @Test
  void hexIsComparedWithoutRegardToCase() {
    Authentication authentication = hmac("secret", null);

    assertThat(authentication.accepts(BODY, sign("secret"))).isTrue();
    assertThat(
            authentication.accepts(
                BODY, "sha256=" + sign("secret").substring(7).toUpperCase(java.util.Locale.ROOT)))
        .isTrue();
  }

  @Test
  void whatIsNoSignatureIsRefusedAndNotAFault() {
    Authentication authentication = hmac("secret", null);

    for (String proof : new String[] {null, "", "sha256=", "sha256=xyz", "sha256=abc", "md5=00"}) {
      assertThat(authentication.accepts(BODY, proof)).as("%s", proof).isFalse();
    }
  }

  private static Authentication hmac(String secret, String previous) {
    return Authentication.of(
        KEY,
        new Connection(null, secret, previous, null, null, null),
        Authentication.Scheme.HMAC,
        "X-Acme-Signature",
        SIGNATURE);
  }

  private static String sign(String secret) {
    try {
      javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
      mac.init(
          new javax.crypto.spec.SecretKeySpec(
              secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256=" + java.util.HexFormat.of().formatHex(mac.doFinal(BODY));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
