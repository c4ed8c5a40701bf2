package io.calroute.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JoinPageTest {

  @ParameterizedTest
  @EnumSource
  void isCompleteInEachLanguage(JoinPage page) {
    Set<String> titles = new HashSet<>();
    for (String language : JoinPage.LANGUAGES) {
      String html = page.in(language);
      assertThat(html)
          .contains("<html lang=\"" + language + "\">", "name=\"viewport\"")
          .doesNotContain(">null<", "\ufffd", "http://", "https://", "<script");
      titles.add(html.replaceAll("(?s).*<title>(.*)</title>.*", "$1"));
    }
    assertThat(titles).hasSameSizeAs(JoinPage.LANGUAGES);
  }

  @Test
  void thePolicyAdmitsTheStyleOfThePage() throws NoSuchAlgorithmException {
    String style = JoinPage.OVER.in(null).replaceAll("(?s).*<style>(.*)</style>.*", "$1");
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(JoinPage.POLICY)
        .contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
  }

  @Test
  void aListOfLanguagesThatNoBrowserSendsIsNotRead() {
    assertThat(JoinPage.OVER.in("de," + "xx;q=0.1,".repeat(1000)))
        .isEqualTo(JoinPage.OVER.in("en"));
  }
}
