/**
 * Kafka as the way in: callbacks as records of a topic. {@code TopicIntake} decides that each
 * record counts once, {@code TopicOffsets} from where the topic is read.
 */
package io.calroute.callback.kafka;
