/**
 * The journal as operators look it up ({@code JournalLookup}) and replay it ({@code CallbackApi}).
 */
package io.calroute.operations.callback;
