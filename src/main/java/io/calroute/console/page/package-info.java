/** What the pages of the console share. */
package io.calroute.console.page;
