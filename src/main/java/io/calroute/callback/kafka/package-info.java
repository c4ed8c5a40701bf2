/**
 * Kafka as the way in: callbacks as records of a topic, and how the topic is taken into the journal
 * so that each record counts once.
 */
package io.calroute.callback.kafka;
