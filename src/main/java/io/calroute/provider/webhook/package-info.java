/**
 * What providers call back by, where it can be listed, made and removed there. {@code Webhooks}
 * decides which are ours (those that call our address), {@code WebhookWorkers} how often they are
 * looked at and how far back the log of deliveries is read, {@code WebhookStore} which replica
 * looks.
 *
 * <p>When one is made is decided by {@code operations/provider/ConnectApi}; whether what it brings
 * is proven, by {@code callback/connection/Authentication}.
 */
package io.calroute.provider.webhook;
