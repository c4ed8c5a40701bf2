/** The record of who has changed what, in the store. */
package io.calroute.access.audit;
