/** The files of a bundle as they are on disk, and what is said of them: file, line, reason. */
package io.calroute.bundle.file;
