/** Reads providers' lists: what callbacks did not tell, found and applied. */
package io.calroute.provider.reading;
