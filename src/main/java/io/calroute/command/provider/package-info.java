/** Commands about what providers hold; the running Calroute asks and tells them, and decides. */
package io.calroute.command.provider;
