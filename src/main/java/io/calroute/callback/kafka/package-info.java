/**
 * Kafka as the way in. {@code TopicIntake} decides that each record counts once, {@code
 * TopicOffsets} from where the topic is read, {@code CallbackRecord} which records are believed,
 * {@code CallbackIds} which id a callback has before the store knows it, {@code KnownDeliveries}
 * how long the store is asked about repetitions, {@code Broker} how long an answer of a broker is
 * waited for, {@code TopicWatch} how often is looked what waits. {@code Topic} is what others see;
 * {@code Carried} is a record.
 *
 * <p>The time limits of producer and consumer, and batches, stand in {@code
 * routes/kafka.camel.yaml}; that a record which no broker has acknowledged is no promise, in {@code
 * callback/PromiseProducer}.
 */
package io.calroute.callback.kafka;
