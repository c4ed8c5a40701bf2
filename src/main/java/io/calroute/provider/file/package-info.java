/**
 * Files with appointments, for providers that can't be asked for a list; {@code FileRows} decides
 * what is a row.
 */
package io.calroute.provider.file;
