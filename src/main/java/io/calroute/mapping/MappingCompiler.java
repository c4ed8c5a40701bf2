package io.calroute.mapping;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.impl.ParseContext;
import com.schibsted.spt.data.jslt.parser.JsltParser;
import com.schibsted.spt.data.jslt.parser.ParserImpl;
import io.calroute.mapping.function.TextFunctions;
import io.calroute.mapping.function.TimeFunctions;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the text of a mapping into something that runs, or into the reason why not. */
public final class MappingCompiler {
  /** JSLT reports where the construct began; the parser's own message says where it stumbled. */
  private static final Pattern STUMBLED = Pattern.compile("at line (\\d+), column (\\d+)");

  private static final int LONGEST_REASON = 200;

  private final MappingFiles files;
  private final List<Function> functions;

  /** Libraries that have been looked at; one is imported by many, and by one another. */
  private final Set<String> sound = ConcurrentHashMap.newKeySet();

  public MappingCompiler(MappingFiles files) {
    this.files = files;
    List<Function> all = new ArrayList<>(TimeFunctions.all());
    all.addAll(TextFunctions.all());
    this.functions = List.copyOf(all);
  }

  /**
   * What came of a text.
   *
   * @param expression null when there is a problem
   * @param problem null when there is none
   */
  public record Compiled(Expression expression, MappingProblem problem) {}

  /**
   * Compiles a text. Members that are null stay in the output, so that an event mapping can clear a
   * field; imports are read below the mappings directory only.
   *
   * @param file its path below the mappings directory, for messages
   */
  public Compiled compile(String file, String text) {
    try {
      return new Compiled(parse(file, text), null);
    } catch (ImportFailed failed) {
      return new Compiled(null, imported(file, text, failed));
    } catch (JsltException wrong) {
      return new Compiled(null, problem(file, wrong));
    } catch (StackOverflowError circle) {
      return new Compiled(null, new MappingProblem(file, 0, 0, "The imports go round in a circle"));
    } catch (RuntimeException wrong) {
      return new Compiled(null, new MappingProblem(file, 0, 0, oneLine(wrong.toString())));
    }
  }

  Compiled compile(String file) throws IOException {
    return compile(file, files.read(file));
  }

  /** As JSLT's own parser does, which takes nobody that watches. */
  private Expression parse(String file, String text) {
    UndeclaredVariable watching = new UndeclaredVariable();
    ParseContext context =
        new ParseContext(
            functions,
            file,
            this::open,
            new HashMap<>(),
            new ArrayList<>(),
            watching.preparation(),
            member -> true);
    Expression expression =
        ParserImpl.compileExpression(context, new JsltParser(new StringReader(text)));
    watching.refuse();
    return expression;
  }

  private Reader open(String name) {
    Path path = Path.of(name).normalize();
    if (path.isAbsolute() || path.startsWith("..")) {
      throw new ImportFailed(name, "is outside the mappings directory");
    }
    try {
      String text = files.read(path.toString().replace('\\', '/'));
      if (sound.contains(text)) {
        return new StringReader(text);
      }
      if (text.lines().map(String::strip).allMatch(MappingCompiler::saysNothing)) {
        throw new ImportFailed(name, "is empty");
      }
      // A library is only definitions; with a body it can be looked at by itself.
      parse(name, text + "\nnull");
      sound.add(text);
      return new StringReader(text);
    } catch (IOException gone) {
      throw new ImportFailed(name, "cannot be read");
    }
  }

  private static boolean saysNothing(String line) {
    return line.isEmpty() || line.startsWith("//");
  }

  private static MappingProblem imported(String file, String text, ImportFailed failed) {
    int place = text.indexOf('"' + failed.name + '"');
    if (place < 0) {
      return new MappingProblem(file, 0, 0, failed.getMessage());
    }
    int line = (int) text.substring(0, place).chars().filter(sign -> sign == '\n').count() + 1;
    int column = place - text.lastIndexOf('\n', place);
    return new MappingProblem(file, line, column, failed.getMessage());
  }

  private static MappingProblem problem(String file, JsltException wrong) {
    String message = wrong.getMessageWithoutLocation();
    int line = Math.max(wrong.getLine(), 0);
    int column = Math.max(wrong.getColumn(), 0);
    Matcher stumbled = STUMBLED.matcher(message);
    if (stumbled.find()) {
      line = Integer.parseInt(stumbled.group(1));
      column = Integer.parseInt(stumbled.group(2));
    }
    String sentence = ParserWords.sentence(message);
    return new MappingProblem(
        wrong.getSource() == null ? file : wrong.getSource(),
        Math.max(line, sentence == null ? 0 : 1),
        Math.max(column, sentence == null ? 0 : 1),
        sentence == null
            ? oneLine(message)
            : sentence
                + ". The parser says: "
                + oneLine(message.replaceFirst("^Parse error: ", "")));
  }

  private static String oneLine(String message) {
    String line = message.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
  }

  private static final class ImportFailed extends JsltException {
    private final String name;

    ImportFailed(String name, String reason) {
      super("The import \"" + name + "\" " + reason);
      this.name = name;
    }
  }
}
