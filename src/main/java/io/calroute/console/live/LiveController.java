package io.calroute.console.live;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The stream that open pages listen to. */
@Controller
final class LiveController {

  private final Live live;

  LiveController(Live live) {
    this.live = live;
  }

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> listen() {
    SseEmitter listener = live.listen();
    return listener == null
        ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build()
        : ResponseEntity.ok(listener);
  }
}
