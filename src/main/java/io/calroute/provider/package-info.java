/** Both ways with booking providers: what they are asked, and what they are told. */
package io.calroute.provider;
