package io.calroute.operations.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.MediaType;

/** What Tomcat refuses before anybody of ours sees it, as a problem instead of a page. */
public final class ProblemReportValve extends ErrorReportValve {

  /** CONNECT and TRACE, and another version of HTTP: what nobody sends by right. */
  private static final Set<Integer> SLIPS = Set.of(405, 501, 505);

  /** What the sender of something is told that Tomcat itself has refused. */
  public static int told(int status) {
    return SLIPS.contains(status) ? HttpServletResponse.SC_BAD_REQUEST : status;
  }

  @Override
  protected void report(Request request, Response response, Throwable fault) {
    int status = told(response.getStatus());
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String code = status < 500 ? "bad-request" : "internal-fault";
    String detail = status < 500 ? "The request could not be read." : "The call broke off.";
    try {
      response.setStatus(status);
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding("UTF-8");
      response
          .getReporter()
          .printf(
              "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%s,\"detail\":\"%s\"}",
              code, status, detail);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      getContainer().getLogger().debug("An answer could not be written", e);
    }
  }
}
