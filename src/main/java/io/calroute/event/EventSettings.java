package io.calroute.event;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an installation wants to be told.
 *
 * @param types what is told; nothing else is kept for hooks
 * @param includeClient whether events carry data of clients
 * @param failedAfter how long an appointment has to have failed before it is told
 * @param keep how long an event that no hook has taken is kept
 * @param limit how many events are kept; the oldest ones go first
 */
@ConfigurationProperties("calroute.events")
public record EventSettings(
    @DefaultValue Set<EventType> types,
    @DefaultValue("false") boolean includeClient,
    @DefaultValue("0s") Duration failedAfter,
    @DefaultValue("7d") Duration keep,
    @DefaultValue("1000000") int limit) {}
