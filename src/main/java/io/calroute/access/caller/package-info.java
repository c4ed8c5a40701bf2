/** Who calls the operations port, and how they prove it. */
package io.calroute.access.caller;
