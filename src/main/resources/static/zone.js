'use strict';

/* Whoever names no zone in the address means their own. What such a page says is in the zone that it names. */
const named = new URLSearchParams(location.search);
if (!named.has('zone')) {
  named.set('zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
  location.replace(`${location.pathname}?${named}${location.hash}`);
}
