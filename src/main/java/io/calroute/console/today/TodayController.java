package io.calroute.console.today;

import io.calroute.operations.web.ApiProblem;
import java.time.Duration;
import java.util.Objects;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The first page. */
@Controller
final class TodayController {

  private final TodayReading reading;
  private final MinuteStore minutes;
  private final DoneAgain again;

  TodayController(TodayReading reading, MinuteStore minutes, DoneAgain again) {
    this.reading = reading;
    this.minutes = minutes;
    this.again = again;
  }

  @GetMapping("/")
  String page(@RequestParam(defaultValue = "hour") String span, Model model) {
    model.addAttribute("span", span);
    model.addAttribute("pulse", pulse(span));
    return now(model);
  }

  /** The part that changes while the page is open. */
  @GetMapping("/today/now")
  String part(Model model) {
    return now(model) + " :: now";
  }

  @GetMapping("/today/pulse")
  @ResponseBody
  Pulse.Chart chart(@RequestParam(defaultValue = "hour") String span) {
    return pulse(span).chart();
  }

  /** The number first: what would be done to how many. */
  @GetMapping("/again")
  String ask(
      @RequestParam String cause, @RequestParam(required = false) String detail, Model model) {
    model.addAttribute("need", need(cause, detail));
    return "today/again";
  }

  @PostMapping("/again")
  String again(
      @RequestParam String cause,
      @RequestParam(required = false) String detail,
      RedirectAttributes next) {
    Need need = need(cause, detail);
    next.addFlashAttribute("said", again.begin(need));
    reading.forget();
    return "redirect:/";
  }

  private String now(Model model) {
    model.addAttribute("today", reading.recent());
    return "today/today";
  }

  private Pulse pulse(String span) {
    return switch (span) {
      case "hour" -> minutes.pulse(Duration.ofHours(1), Duration.ofMinutes(1));
      case "day" -> minutes.pulse(Duration.ofDays(1), Duration.ofMinutes(10));
      default -> throw ApiProblem.badParameter("span must be hour or day.");
    };
  }

  private Need need(String cause, String detail) {
    return reading.recent().needs().stream()
        .filter(need -> need.again() != null && need.cause().equals(cause))
        .filter(need -> Objects.equals(need.detail(), detail))
        .findFirst()
        .orElseThrow(
            () ->
                ApiProblem.notFound(
                    "nothing-left", "Nothing is left of it: it was mended, or done again."));
  }
}
