package io.calroute.callback.connection;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the callbacks of one connection prove where they come from. Immutable and safe for concurrent
 * use; every comparison takes the same time for right and wrong values.
 */
public final class Authentication {

  /** The ways a callback can prove itself. */
  public enum Scheme {
    /** A keyed digest of the raw body in a header. */
    HMAC,
    /** HTTP Basic; the secret is {@code user:password}. */
    BASIC,
    /** A fixed secret in a header. */
    HEADER,
    /** A fixed secret as the last segment of the path. */
    PATH_TOKEN,
    /** No proof: for networks that nobody else reaches. */
    NONE
  }

  /** How a digest is written in its header. */
  public enum Encoding {
    /** Hexadecimal, upper and lower case alike. */
    HEX,
    /** Base64 with padding. */
    BASE64
  }

  /**
   * How a provider signs.
   *
   * @param algorithm a {@link Mac} algorithm such as {@code HmacSHA256}
   * @param prefix what stands before the digest in the header, such as {@code sha256=}; empty for
   *     nothing
   * @param encoding how the digest is written
   */
  public record Signature(String algorithm, String prefix, Encoding encoding) {}

  private final Scheme scheme;
  private final String header;
  private final Signature signature;
  private final List<byte[]> secrets;

  private Authentication(Scheme scheme, String header, Signature signature, List<byte[]> secrets) {
    this.scheme = scheme;
    this.header = header;
    this.signature = signature;
    this.secrets = secrets;
  }

  /**
   * The authentication of one connection.
   *
   * @param key configuration key of the connection, for messages
   * @param connection what is configured
   * @param providersScheme used when the connection names no scheme
   * @param providersHeader used when the connection names no header; null when the provider has
   *     none
   * @param signature how the provider signs, for {@link Scheme#HMAC}
   * @return the authentication
   * @throws IncompleteConnection when something that the scheme needs is missing; the message says
   *     which key to set
   */
  public static Authentication of(
      String key,
      Connection connection,
      Scheme providersScheme,
      String providersHeader,
      Signature signature) {
    Scheme scheme = connection.auth() == null ? providersScheme : connection.auth();
    String header =
        connection.header() == null || connection.header().isBlank()
            ? providersHeader
            : connection.header();
    if (scheme != Scheme.NONE && isBlank(connection.secret())) {
      throw new IncompleteConnection(
          key
              + ".secret is not set. Set it to the secret that the provider uses, or set "
              + key
              + ".auth to none if nobody else can reach the port.");
    }
    requireResolved(key + ".secret", connection.secret());
    requireResolved(key + ".previous-secret", connection.previousSecret());
    if (scheme == Scheme.BASIC && connection.secret().indexOf(':') < 1) {
      throw new IncompleteConnection(key + ".secret must be user:password for auth basic.");
    }
    if ((scheme == Scheme.HMAC || scheme == Scheme.HEADER) && isBlank(header)) {
      throw new IncompleteConnection(
          key + ".header is not set. Set it to the name of the header that carries the proof.");
    }
    if (scheme == Scheme.HMAC) {
      requireAlgorithm(key, signature);
    }
    List<byte[]> secrets =
        Stream.of(connection.secret(), connection.previousSecret())
            .filter(secret -> !isBlank(secret))
            .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
            .toList();
    return new Authentication(scheme, header, signature, secrets);
  }

  /** The scheme in force. */
  public Scheme scheme() {
    return scheme;
  }

  /** Name of the header that carries the proof; null for schemes without one. */
  public String header() {
    return switch (scheme) {
      case HMAC, HEADER -> header;
      case BASIC -> "Authorization";
      case PATH_TOKEN, NONE -> null;
    };
  }

  /**
   * Checks one callback.
   *
   * @param body raw bytes as they came
   * @param proof value of {@link #header()}, or the path token; null when it was not sent once and
   *     only once
   * @return true when the callback comes from who it says
   */
  public boolean accepts(byte[] body, String proof) {
    if (scheme == Scheme.NONE) {
      return true;
    }
    if (proof == null) {
      return false;
    }
    return switch (scheme) {
      case HMAC -> acceptsSignature(body, proof);
      case BASIC -> acceptsBasic(proof);
      default -> matchesAnySecret(proof.getBytes(StandardCharsets.UTF_8));
    };
  }

  private boolean acceptsSignature(byte[] body, String proof) {
    if (!proof.startsWith(signature.prefix())) {
      return false;
    }
    byte[] given;
    try {
      String digest = proof.substring(signature.prefix().length());
      given =
          signature.encoding() == Encoding.HEX
              ? HexFormat.of().parseHex(digest)
              : Base64.getDecoder().decode(digest);
    } catch (IllegalArgumentException e) {
      return false;
    }
    boolean accepted = false;
    for (byte[] secret : secrets) {
      accepted |= MessageDigest.isEqual(digest(signature.algorithm(), secret, body), given);
    }
    return accepted;
  }

  private boolean acceptsBasic(String proof) {
    if (!proof.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      return matchesAnySecret(Base64.getDecoder().decode(proof.substring(6).trim()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean matchesAnySecret(byte[] given) {
    boolean accepted = false;
    for (byte[] secret : secrets) {
      accepted |= MessageDigest.isEqual(secret, given);
    }
    return accepted;
  }

  private static byte[] digest(String algorithm, byte[] secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " worked at start and does not now", e);
    }
  }

  /** An environment variable that is not set leaves its own name as the secret: a known one. */
  private static void requireResolved(String key, String secret) {
    if (secret != null && secret.startsWith("${")) {
      throw new IncompleteConnection(
          key
              + " is the text "
              + secret
              + ": the variable that it names is not set. Set it, or put the secret into a file of"
              + " that name in config/secrets.");
    }
  }

  private static void requireAlgorithm(String key, Signature signature) {
    Objects.requireNonNull(signature, "signature");
    try {
      Mac.getInstance(signature.algorithm());
    } catch (GeneralSecurityException e) {
      throw new IncompleteConnection(
          key + ": " + signature.algorithm() + " is no algorithm known here, such as HmacSHA256.");
    }
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
