package io.calroute.access;

import io.calroute.access.caller.Requests;
import io.calroute.work.SourceLimit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.catalina.session.TooManyActiveSessionsException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where callers prove who they are: refuses those that have tried too often, ends sessions that
 * have lasted long enough, and lets no page of another site use one.
 */
final class CallerLimits extends OncePerRequestFilter {

  /** More than sign in on one day; whoever signs in again and again must not fill the heap. */
  static final int SESSIONS = 5000;

  /** A working day; whoever is no operator any more at the provider is none here the next day. */
  private static final Duration LONGEST_SESSION = Duration.ofHours(12);

  /** Enough for whoever mistypes, and a guess every half minute for whoever guesses. */
  private static final int FAILURES = 10;

  private static final Duration WITHIN = Duration.ofMinutes(5);

  private final Denials denials;
  private final SourceLimit failures;
  private final Clock clock;

  CallerLimits(Denials denials, SourceLimit failures, Clock clock) {
    this.denials = denials;
    this.failures = failures;
    this.clock = clock;
  }

  /** Counts proofs that were refused, wherever they are looked at. */
  static SourceLimit failures(Clock clock) {
    return new SourceLimit(clock, FAILURES, WITHIN);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return Requests.isOpen(request) && !Requests.changes(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Duration wait = failures.pause(Requests.source(request));
    if (!wait.isZero()) {
      denials.tooManyFailures(request, response, wait);
      return;
    }
    // A page of another site can't add this header to what it makes a browser send.
    if (Requests.bearer(request) == null && Requests.isFromAnotherSite(request, false)) {
      denials.otherOrigin(request, response);
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null
        && Instant.ofEpochMilli(session.getCreationTime())
            .plus(LONGEST_SESSION)
            .isBefore(clock.instant())) {
      session.invalidate();
    }
    try {
      chain.doFilter(request, response);
    } catch (TooManyActiveSessionsException full) {
      denials.tooManySessions(request, response);
    }
  }
}
