package io.calroute.destination.google;

import io.calroute.destination.MailAddresses;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/** Whose calendar a request is about. */
final class CalendarOwner {

  /** The longest {@code quotaUser} (Calendar API v3 discovery document, parameter quotaUser). */
  private static final int LONGEST_QUOTA_USER = 40;

  private CalendarOwner() {}

  /**
   * The owner named in a request's path, {@code …/calendars/{owner}/…}.
   *
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
    String owner = MailAddresses.plain(spelling);
    return owner.length() <= LONGEST_QUOTA_USER
        ? owner
        : DigestUtils.sha256Hex(owner).substring(0, LONGEST_QUOTA_USER);
  }
}
