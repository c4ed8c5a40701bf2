package io.calroute.console.routes;

import io.calroute.bundle.BundleFiles;
import io.calroute.bundle.LiveBundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.console.page.Addresses;
import io.calroute.console.page.Counted;
import io.calroute.operations.web.ApiProblem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What runs, and what is on disk. */
@Controller
final class RoutesController {

  private static final int PROBLEMS_SHOWN = 50;

  private final RoutesReading routes;
  private final BundleFiles files;
  private final LiveBundle live;

  RoutesController(RoutesReading routes, BundleFiles files, LiveBundle live) {
    this.routes = routes;
    this.files = files;
    this.live = live;
  }

  @GetMapping("/routes")
  String page(Model model) {
    try {
      return now(model);
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /** A callback's page shows what the mapping on disk would make of it. */
  @GetMapping("/routes/preview")
  String preview(@RequestParam String callback) {
    return "redirect:" + Addresses.ofCallback(callback.trim());
  }

  /** The part that changes while the page is open. */
  @GetMapping("/routes/now")
  String part(Model model) {
    try {
      return now(model) + " :: now";
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  @PostMapping("/routes/check")
  String check(RedirectAttributes next) {
    try {
      List<BundleProblem> problems = files.check();
      if (problems == null) {
        throw ApiProblem.conflict(
            "check-running", "Somebody else has it looked at; try again in some seconds.");
      }
      next.addFlashAttribute(
          "said",
          problems.isEmpty()
              ? "All that is on disk was looked at: no problem."
              : "All that is on disk was looked at: "
                  + Counted.of(problems.size(), "problem")
                  + ".");
      next.addFlashAttribute("found", problems.stream().limit(PROBLEMS_SHOWN).toList());
      return "redirect:/routes";
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private String now(Model model) throws IOException {
    List<BundleFiles.KnownFile> all = files.all();
    Map<String, BundleFiles.KnownFile> known =
        all.stream().collect(Collectors.toMap(BundleFiles.KnownFile::name, Function.identity()));
    model.addAttribute("bundle", live.state());
    model.addAttribute("refusals", live.refusals());
    model.addAttribute("known", known);
    model.addAttribute("files", all);
    model.addAttribute("routes", routes.byFile());
    return "routes/routes";
  }

  private static ApiProblem unreadable(IOException fault) {
    return ApiProblem.conflict(
        "files-unreadable", "The files can't be read now: " + fault.getMessage());
  }
}
