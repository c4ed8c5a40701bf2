package io.calroute.console.search;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody has typed: words, and a day among them if there is one.
 *
 * @param words null for none
 * @param day null for none
 */
record Question(String words, LocalDate day) {

  /** 2027-03-01, 1.3.2027; 01/03/2027 is two different days to two people, and none here. */
  private static final Pattern DAY =
      Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})|(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");

  static Question of(String typed) {
    LocalDate day = null;
    List<String> words = new ArrayList<>();
    for (String word : typed.strip().split("\\s+")) {
      LocalDate named = day == null ? day(word) : null;
      if (named == null) {
        words.add(word);
      } else {
        day = named;
      }
    }
    return new Question(words.isEmpty() ? null : String.join(" ", words), day);
  }

  private static LocalDate day(String word) {
    Matcher named = DAY.matcher(word);
    if (!named.matches()) {
      return null;
    }
    boolean yearFirst = named.group(1) != null;
    try {
      return LocalDate.of(
          Integer.parseInt(named.group(yearFirst ? 1 : 6)),
          Integer.parseInt(named.group(yearFirst ? 2 : 5)),
          Integer.parseInt(named.group(yearFirst ? 3 : 4)));
    } catch (DateTimeException noDay) {
      return null;
    }
  }
}
