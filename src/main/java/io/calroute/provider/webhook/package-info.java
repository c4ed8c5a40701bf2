/**
 * What providers call back by, where it can be listed, made and removed there: {@code Webhooks}
 * decides which are ours, {@code WebhookWorkers} when they are looked at.
 */
package io.calroute.provider.webhook;
