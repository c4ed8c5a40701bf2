/** The page of who has changed what. */
package io.calroute.console.audit;
