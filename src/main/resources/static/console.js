'use strict';

/* Pages say times in UTC. Where scripts run, they say them in the zone of whoever looks. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const written = new Intl.DateTimeFormat('sv-SE', {
  year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });

function tellTimes(within) {
  for (const time of within.querySelectorAll('time[data-utc]')) {
    time.textContent = written.format(new Date(time.dateTime));
    time.removeAttribute('data-utc');
  }
}

document.addEventListener('htmx:load', (event) => tellTimes(event.target.parentNode || document));
document.addEventListener('DOMContentLoaded', () => {
  tellTimes(document);
  const told = document.querySelector('#zone[data-utc]');
  if (told) {
    told.textContent = `Times are in ${zone}, the zone of this browser.`;
  }
});

/* What asks again and again asks while somebody looks. */
document.addEventListener('htmx:beforeRequest', (event) => {
  if (document.hidden && event.target.hasAttribute('data-while-seen')) {
    event.preventDefault();
  }
});

/* Forms carry the token that proves where they come from; what htmx sends carries it as a header. */
document.addEventListener('htmx:configRequest', (event) => {
  const csrf = document.querySelector('meta[name="csrf"]');
  if (csrf) {
    event.detail.headers[csrf.dataset.header] = csrf.content;
  }
});
