/** Writing back to providers: what is to stand in their bookings, and bringing it there. */
package io.calroute.provider.writing;
