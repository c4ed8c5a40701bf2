package io.calroute.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinAddressTest {

  private static final byte[] KEY = HexFormat.of().parseHex("fbff000102030405060708090a0b0cff");

  @Test
  void anOwnKeyIsReadAsItWasWritten() {
    String text = JoinAddress.text("https://c.example.org", "acme", "default", KEY);
    assertThat(text).isEqualTo("https://c.example.org/join/acme/default/-_8AAQIDBAUGBwgJCgsM_w");
    JoinAddress read =
        JoinAddress.of(text.substring("https://c.example.org".length())).orElseThrow();
    assertThat(read.own()).isEqualTo(KEY);
    assertThat(read.toString()).doesNotContain(read.key());
  }

  @ParameterizedTest
  @CsvSource({
    "/join/acme/default/0123456789abcdef, 0123456789abcdef",
    "/join/acme/default/0123456789/bc%2Bd+f==, 0123456789/bc+d+f==",
    "/join/acme/default/0123456789%2Fbc%252Bd, 0123456789/bc%2Bd"
  })
  void aProvidersKeyIsTakenHoweverATemplateWritesIt(String path, String key) {
    JoinAddress address = JoinAddress.of(path).orElseThrow();
    assertThat(address.key()).isEqualTo(key);
    assertThat(address.own()).isNull();
  }

  /** As {@code sha256-hex} of mappings gives it. */
  @Test
  void aDigestIsInLowerCaseHex() {
    assertThat(new JoinAddress("acme", "default", "0b7d1f0e-1111-4222-8333-944445555666").digest())
        .isEqualTo("5102c0993ea226cd0ed31258046a216d290f16a23260c2ca825b47df012cc57c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/join/",
        "/join/acme",
        "/join/acme/default",
        "/join/acme/default/",
        "/join/acme/default/0123456789abcde",
        "/join/acme/default/0123456789%20bcdef",
        "/join/acme/default/0123456789%0Abcdefg",
        "/join/acme/default/0123456789%C3%A9bcdefg",
        "/join/acme/default/0123456789%zzbcdefg",
        "/callbacks/acme/default/0123456789abcdef"
      })
  void whatIsNoAddressIsToldByItsShape(String path) {
    assertThat(JoinAddress.of(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://teams.example.com/l?c=%7b%22a%22%7d, https://teams.example.com/l?c=%7b%22a%22%7d",
    "'https://teams.example.com/l?c={\"a b\"}', https://teams.example.com/l?c=%7B%22a%20b%22%7D",
    "'  HTTP://example.com/é  ', HTTP://example.com/%C3%A9",
    "'https://example.com/a\r\nSet-Cookie: b', https://example.com/a%0D%0ASet-Cookie:%20b"
  })
  void aLinkIsMadeSafeForAHeader(String link, String safe) {
    assertThat(ClientLink.safe(link, "https://c.example.org")).contains(safe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com/",
        "/l/1",
        "https:example.com",
        "https:///x",
        "ftp://example.com/",
        "https://c.example.org/join/acme/default/0123456789abcdef"
      })
  void nobodyIsSentWhereThereIsNoPageOrRoundInACircle(String link) {
    assertThat(ClientLink.safe(link, "https://c.example.org")).isEmpty();
  }
}
