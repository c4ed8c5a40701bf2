package io.calroute.link;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The pages that a client sees when there is no meeting to go to. They say nothing of anybody: what
 * is on them is the same for every appointment.
 */
enum JoinPage {
  /** There is no link yet; the page looks again by itself. */
  WAITING(true),
  /** Nobody is expected any more. */
  OVER(false),
  /** Nothing is opened by this address; it is not said what is wrong with it. */
  UNKNOWN(false),
  /** It can't be looked up now; the page looks again by itself. */
  LATER(true);

  /** The first one is for whoever speaks none of them. */
  static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "nl", "it");

  private static final int AGAIN_SECONDS = 30;
  private static final int ACCEPTED_LIMIT = 500;

  private static final String STYLE =
      ":root{color-scheme:light dark}"
          + "body{margin:0;min-height:100vh;display:grid;place-items:center;"
          + "font:1.125rem/1.5 system-ui,sans-serif}"
          + "main{max-width:32rem;padding:1.5rem}"
          + "h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}"
          + "p{margin:0}";

  /** Nothing is fetched, run, sent or framed; only this very style counts. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final boolean again;
  private final Map<String, String> texts = new HashMap<>();

  JoinPage(boolean again) {
    this.again = again;
  }

  static {
    for (String language : LANGUAGES) {
      Properties words = words(language);
      for (JoinPage page : values()) {
        page.texts.put(language, page.html(language, words));
      }
    }
  }

  /**
   * The page in a language that the client reads.
   *
   * @param accepted value of {@code Accept-Language}; null when there is none
   */
  String in(String accepted) {
    return texts.get(language(accepted));
  }

  /** A header that no browser sends would cost more to read than the rest of the request. */
  private static String language(String accepted) {
    try {
      String found =
          accepted == null || accepted.length() > ACCEPTED_LIMIT
              ? null
              : Locale.lookupTag(Locale.LanguageRange.parse(accepted), LANGUAGES);
      return found == null ? LANGUAGES.get(0) : found;
    } catch (IllegalArgumentException noLanguages) {
      return LANGUAGES.get(0);
    }
  }

  private String html(String language, Properties words) {
    String key = name().toLowerCase(Locale.ROOT);
    String title = words.getProperty(key + ".title");
    return """
        <!doctype html>
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        %s<title>%s</title>
        <style>%s</style>
        </head>
        <body>
        <main>
        <h1>%s</h1>
        <p>%s</p>
        </main>
        </body>
        </html>
        """
        .formatted(
            language,
            again ? "<meta http-equiv=\"refresh\" content=\"" + AGAIN_SECONDS + "\">\n" : "",
            title,
            STYLE,
            title,
            words.getProperty(key + ".text"));
  }

  private static Properties words(String language) {
    String name = "/link/" + language + ".properties";
    try (Reader file =
        new InputStreamReader(JoinPage.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
      Properties words = new Properties();
      words.load(file);
      return words;
    } catch (IOException damaged) {
      throw new UncheckedIOException("The jar is damaged", damaged);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
