package io.calroute.destination.google;

import io.calroute.destination.Spelling;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Whose calendar a request is about. */
final class CalendarOwner {

  /** The longest {@code quotaUser} (Calendar API v3 discovery document, parameter quotaUser). */
  private static final int LONGEST_QUOTA_USER = 40;

  private CalendarOwner() {}

  /**
   * The owner named in a request's path, {@code …/calendars/{owner}/…}.
   *
   * @param pathParts decoded path segments
   * @return null when the path is about no calendar
   */
  static String of(List<String> pathParts) {
    int collection = pathParts.indexOf("calendars");
    return collection < 0 || collection + 1 >= pathParts.size()
        ? null
        : pathParts.get(collection + 1);
  }

  /**
   * What stands for an owner in Google's bookkeeping, however spelt; long addresses by a digest.
   */
  static String quotaUser(String spelling) {
    String owner = Spelling.plain(spelling);
    if (owner.length() <= LONGEST_QUOTA_USER) {
      return owner;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, LONGEST_QUOTA_USER);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
