package io.calroute.console.page;

import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;

/** Days and zones as addresses of pages name them. */
public final class Zones {

  /** Named, because pages say its name. */
  private static final ZoneId UTC = ZoneId.of("UTC");

  private Zones() {}

  /**
   * A zone.
   *
   * @param name IANA name; null or empty for UTC
   * @throws ApiProblem when there is no such zone
   */
  public static ZoneId zone(String name) {
    try {
      return Paging.given(name) == null ? UTC : ZoneId.of(name.trim());
    } catch (DateTimeException unknown) {
      throw ApiProblem.badParameter("zone must be the name of a time zone, such as Europe/Paris.");
    }
  }

  /**
   * A day.
   *
   * @param text such as 2027-03-01
   * @param otherwise when the text is null or empty
   * @throws ApiProblem when it is no day, or one that no calendar has
   */
  public static LocalDate day(String text, LocalDate otherwise) {
    if (Paging.given(text) == null) {
      return otherwise;
    }
    try {
      LocalDate day = LocalDate.parse(text.trim());
      if (day.getYear() >= 1970 && day.getYear() <= 9998) {
        return day;
      }
    } catch (DateTimeException noDay) {
      // Told below, like a day of another age.
    }
    throw ApiProblem.badParameter("A day must be one like 2027-03-01.");
  }
}
