package io.calroute.operations.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.MediaType;

/** What Tomcat refuses before anybody of ours sees it, as a problem instead of a page. */
public final class ProblemReportValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, Throwable fault) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String code = status < 500 ? "bad-request" : "internal-fault";
    String detail = status < 500 ? "The request could not be read." : "The call broke off.";
    try {
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
