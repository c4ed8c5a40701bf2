package io.calroute.provider.writing;

/** One connection of a provider. */
record Account(String provider, String connection) {}
