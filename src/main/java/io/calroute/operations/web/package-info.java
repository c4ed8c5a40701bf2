/** What all of the operations API shares: who may call it, pages, problems. */
package io.calroute.operations.web;
