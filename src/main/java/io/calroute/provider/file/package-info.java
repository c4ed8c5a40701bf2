/**
 * Files with appointments, for providers that can't be asked for a list; {@code FileRows} decides
 * what is a row of CSV or JSON, and which are refused. How large a file may be, and that what is
 * over is left out, is decided by {@code operations/provider/ImportApi}; what a row means, by the
 * provider's mapping, {@code <provider>-import.jslt}; what a file counts beside other words, by
 * {@code appointment/CallbackEffect}.
 */
package io.calroute.provider.file;
