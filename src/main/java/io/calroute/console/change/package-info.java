/**
 * The plan, and the directory that is held back, as {@code ChangeController} shows them. What is
 * planned is decided in {@code sync/dryrun}, why a directory is held in {@code
 * routing/DirectoryOffers} and {@code routing/Brake}.
 */
package io.calroute.console.change;
