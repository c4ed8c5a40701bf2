package io.calroute.verdict.fact;

import io.calroute.mapping.MappingFiles;
import io.calroute.mapping.Mappings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says where in the mappings a callback was refused. What a mapping refuses by itself is found by
 * its code, where it breaks is told by the reason; of other reasons only the file is known.
 *
 * @param files the mappings in use
 */
record MappingPlace(MappingFiles files) {

  private static final Pattern TOLD = Pattern.compile("at ([\\w./-]+\\.jslt(:\\d+)?)");
  private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s+\"([^\"]+)\"");

  /** Where a callback that has failed was refused. */
  String of(Word word) {
    String folder = "mappings/";
    Matcher told = TOLD.matcher(String.valueOf(word.reason()));
    if (told.find()) {
      return folder + told.group(1);
    }
    String own = word.provider() + Mappings.SUFFIX;
    for (String file : withImports(own)) {
      int line = line(read(file), word.code());
      if (line > 0) {
        return folder + file + ":" + line;
      }
    }
    return folder + own;
  }

  private List<String> withImports(String own) {
    List<String> all = new ArrayList<>(List.of(own));
    all.addAll(
        IMPORT.matcher(read(own)).results().map(one -> one.group(1)).collect(Collectors.toList()));
    return all;
  }

  /** From 1; 0 when the code is not refused there. */
  private static int line(String text, String code) {
    Matcher refusal =
        Pattern.compile("refuse\\(\\s*\"" + Pattern.quote(String.valueOf(code)) + "\"")
            .matcher(text);
    return refusal.find()
        ? 1 + (int) text.substring(0, refusal.start()).chars().filter(c -> c == '\n').count()
        : 0;
  }

  private String read(String file) {
    try {
      return files.read(file);
    } catch (IOException notThere) {
      return "";
    }
  }
}
