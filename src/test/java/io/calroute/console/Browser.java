package io.calroute.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.calroute.sandbox.RunningCalroute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * The machine's Chromium, without a window, looking at the console of one Calroute. Tests that need
 * it are skipped, with a message, on a machine that has none.
 */
public final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "console");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** WCAG 2.1 at level AA, and what is good practice besides. */
  private static final String AXE =
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations.map(one =>
        one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))));
      """;

  private static final List<String> SCHEMES = List.of("light", "dark");
  private static final int WIDE = 1280;
  private static final int PHONE = 400;

  private final ChromeDriver driver;
  private final String root;

  private Browser(ChromeDriver driver, String root) {
    this.driver = driver;
    this.root = root;
  }

  /**
   * Opens the browser.
   *
   * @param profile an empty folder
   */
  public static Browser of(RunningCalroute calroute, Path profile) {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "This machine has no " + CHROMIUM + " and " + DRIVER + "; install chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setScriptTimeout(PATIENCE.multipliedBy(2));
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-GB",
        "--window-size=1280,800",
        "--user-data-dir=" + profile.toAbsolutePath());
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withEnvironment(Map.of("TZ", "Europe/Paris"))
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    return new Browser(driver, "http://127.0.0.1:" + calroute.operationsPort());
  }

  /** Goes to a page. */
  public Browser open(String path) {
    driver.get(root + path);
    return this;
  }

  /** Where it is, without the host. */
  public String at() {
    return driver.getCurrentUrl().substring(root.length());
  }

  /** All text of the page that can be seen. */
  public String text() {
    return text("body");
  }

  /**
   * What can be seen of the first element that fits; waits until there is one. Read at once, since
   * a page that hears news exchanges it.
   */
  public String text(String css) {
    find(css);
    return (String) run("return document.querySelector(arguments[0]).innerText.trim()", css);
  }

  /** What all elements that fit say, those included that are only heard. */
  public List<String> texts(String css) {
    return ((List<?>)
            run("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", css))
        .stream().map(one -> one.toString().replaceAll("\\s+", " ").trim()).toList();
  }

  /** The first element that fits; waits until there is one. */
  public WebElement find(String css) {
    await().atMost(PATIENCE).until(() -> !driver.findElements(By.cssSelector(css)).isEmpty());
    return driver.findElement(By.cssSelector(css));
  }

  /** All elements that an XPath selects. */
  public List<WebElement> all(String xpath) {
    return driver.findElements(By.xpath(xpath));
  }

  /** Clicks on the first element that fits, also where a page that hears news exchanges it. */
  public Browser click(String css) {
    await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> {
              find(css).click();
              return true;
            });
    return this;
  }

  /** Lets nothing through to these addresses, such as {@code /live}, and all to others. */
  public Browser blocked(String... addresses) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
    return this;
  }

  /** Types a text and presses the return key. */
  public Browser enter(String css, String text) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(text);
    field.submit();
    return this;
  }

  /** Waits until something is so on the page, which may change meanwhile. */
  public Browser soon(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(assertion);
    return this;
  }

  /** Runs a script. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What the browser has complained of: a file that is not there, a script that is not allowed. */
  public List<String> complaints() {
    return driver.manage().logs().get("browser").getAll().stream()
        .map(entry -> entry.getMessage())
        .filter(message -> !message.contains("favicon"))
        .toList();
  }

  /**
   * Checks the page as everybody may see it: in light and in dark, on a screen and on a phone; and
   * keeps a picture of each.
   *
   * @param name of the pictures
   */
  public void check(String name) {
    for (String scheme : SCHEMES) {
      emulate(scheme, WIDE, 800);
      picture(name + "-" + scheme);
      assertThat(violations()).as(name + " in " + scheme).isEmpty();
    }
    emulate("light", PHONE, 800);
    picture(name + "-phone");
    assertThat((Long) run("return document.documentElement.scrollWidth"))
        .as(name + " scrolls sideways on a phone")
        .isLessThanOrEqualTo(PHONE);
    assertThat(violations()).as(name + " on a phone").isEmpty();
    emulate("light", WIDE, 800);
    assertThat(complaints()).as(name).isEmpty();
  }

  private void emulate(String scheme, int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                // A picture is not to be taken while colours still change.
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  private void picture(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private List<String> violations() {
    if (!(boolean) run("return !!window.axe")) {
      run(axe());
    }
    return (List<String>) driver.executeAsyncScript(AXE);
  }

  private static String axe() {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
