package io.calroute.destination.google;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** Writes the key of a service account that nobody has. */
final class ServiceAccountKey {

  /** One for all files of a process, because making one takes a while. */
  private static final String PRIVATE_KEY = make();

  private ServiceAccountKey() {}

  private static String make() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      return Base64.getMimeEncoder()
          .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has RSA", e);
    }
  }

  static Path write(Path file, String tokenUri) throws IOException {
    return Files.write(
        file,
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of(
                    "type",
                    "service_account",
                    "client_id",
                    "1",
                    "client_email",
                    "calroute@example.com",
                    "private_key_id",
                    "k1",
                    "private_key",
                    "-----BEGIN PRIVATE KEY-----\n" + PRIVATE_KEY + "\n-----END PRIVATE KEY-----\n",
                    "token_uri",
                    tokenUri)));
  }
}
