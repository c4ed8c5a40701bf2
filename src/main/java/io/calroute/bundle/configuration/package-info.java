/**
 * The configuration while Calroute runs. {@code Configuration} decides which settings are taken up
 * without a restart, when their file is saved, {@code LiveConfiguration} takes them into use,
 * {@code ConfigurationCheck} says which values are wrong, which ports and files are, and where that
 * is written; a connection's secret is {@code callback/connection/Authentication}'s.
 *
 * <p>Whether a key exists at all, or is misspelt, is decided by {@code
 * bundle/check/KnownProperties}. What a setting is when nobody sets it stands in the record of that
 * name, such as {@code event/EventSettings} or {@code destination/google/GoogleProperties}, in the
 * room that uses it, or in {@code policy/SyncSettings}; what Spring's own are set to, and from
 * where secrets are read, in {@code src/main/resources/application.yaml}.
 */
package io.calroute.bundle.configuration;
