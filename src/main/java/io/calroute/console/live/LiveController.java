package io.calroute.console.live;

import java.security.Principal;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The stream that open pages listen to. */
@Controller
final class LiveController {

  private final ObjectProvider<Live> live;

  /**
   * A stream.
   *
   * @param live that a command has not, because it is one of the workers
   */
  LiveController(ObjectProvider<Live> live) {
    this.live = live;
  }

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> listen(Principal who) {
    SseEmitter listener = live.getObject().listen(who.getName());
    return listener == null
        ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build()
        : ResponseEntity.ok(listener);
  }
}
