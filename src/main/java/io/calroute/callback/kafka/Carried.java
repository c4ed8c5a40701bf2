package io.calroute.callback.kafka;

import org.apache.kafka.common.header.Headers;

/**
 * A record as it came out of the topic. Anybody who may write to the topic has written it.
 *
 * @param headers as they came
 * @param value not to be changed; null for a tombstone
 */
public record Carried(String topic, int partition, long offset, Headers headers, byte[] value) {

  /** Where it stands; no two records stand in one place. */
  String place() {
    return topic + "/" + partition + "/" + offset;
  }
}
