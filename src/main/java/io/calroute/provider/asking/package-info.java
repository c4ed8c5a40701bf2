/** Asks providers about single appointments: what is to be asked, and who asks it. */
package io.calroute.provider.asking;
