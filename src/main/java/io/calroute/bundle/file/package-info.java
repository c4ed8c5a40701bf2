/**
 * The files of a bundle as they are on disk, and what is said of them: file, line, reason. {@code
 * BundleReader} decides which files belong to it.
 */
package io.calroute.bundle.file;
