/** Commands about what providers hold; the running Calroute asks and tells them. */
package io.calroute.command.provider;
