package io.calroute.operations.change;

import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import io.calroute.sync.remap.RemapStore;
import io.calroute.work.Signal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Applying the last callbacks again after a mapping has changed. */
@RestController
final class RemapApi {

  private final RemapStore remaps;
  private final LiveConnections connections;
  private final Signal remapsDue;

  RemapApi(RemapStore remaps, LiveConnections connections, Signal remapsDue) {
    this.remaps = remaps;
    this.connections = connections;
    this.remapsDue = remapsDue;
  }

  @GetMapping("/api/remap")
  Map<String, List<RemapView>> remaps() {
    return Map.of("items", remaps.newest().stream().map(RemapView::of).toList());
  }

  @PostMapping("/api/remap")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RemapView remap(
      @RequestParam String provider, @RequestParam(required = false) String connection) {
    String wanted = Paging.given(connection);
    if (connections.of(provider).isEmpty()
        || wanted != null && connections.find(provider, wanted).isEmpty()) {
      throw ApiProblem.unknownProvider(connections.current().connections().keySet());
    }
    RemapView remap = RemapView.of(remaps.request(provider, wanted));
    remapsDue.raise();
    return remap;
  }
}
