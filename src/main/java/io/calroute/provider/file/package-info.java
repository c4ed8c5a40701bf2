/** Files with appointments, for providers that can't be asked for a list. */
package io.calroute.provider.file;
