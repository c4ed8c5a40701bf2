package io.calroute.retention.erasure;

import io.calroute.destination.MailAddresses;
import java.net.IDN;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who is to be erased, and how.
 *
 * @param client e-mail address, or id at the provider or in the client's own system
 * @param provider whose id it is; null for any
 * @param dryRun true to change nothing
 * @param emptyEvents whether events that are not over are written anew
 * @param many whether to go on where very many callbacks say the address or the id
 */
public record ErasureRequest(
    String client, String provider, boolean dryRun, boolean emptyEvents, boolean many) {

  /** Shorter ids are in the bodies of others, too, as numbers of something else. */
  private static final int TELLING = 8;

  /** Takes an address out of what links and mails put around it. */
  public ErasureRequest {
    client = MailAddresses.bare(client.strip());
  }

  /** Whether the text is hardly anybody else's. */
  boolean isTelling() {
    return client.contains("@") || client.length() >= TELLING;
  }

  /** How the address or the id may be written where it is searched for. */
  Set<String> spellings() {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(client);
    if (client.contains("@")) {
      String plain = MailAddresses.plain(client);
      int domain = plain.lastIndexOf('@') + 1;
      spellings.add(plain);
      spellings.add(Normalizer.normalize(plain, Normalizer.Form.NFD));
      try {
        spellings.add(plain.substring(0, domain) + IDN.toASCII(plain.substring(domain)));
      } catch (IllegalArgumentException noDomain) {
        // Then nobody has written it in Punycode.
      }
    }
    return spellings;
  }
}
