'use strict';

/* The library writes its styles into a style element, which the policy of pages forbids. It takes one that is there: this one
   is none to the browser, and what is written into it goes into a sheet of the page. Its font of icons is not wanted. */
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);
const styles = document.createElementNS('urn:calroute', 'style');
styles.setAttribute('data-fullcalendar', '');
styles.sheet = {
  cssRules: sheet.cssRules,
  insertRule: (rule) => rule.startsWith('@font-face') || sheet.insertRule(rule, sheet.cssRules.length),
};
document.head.append(styles);

/* The week is drawn from the list, where there is room for it. Times are those of the list, in the zone that it names. */
document.addEventListener('DOMContentLoaded', () => {
  const place = document.getElementById('week');
  const wide = matchMedia('(min-width: 48.01rem)');
  const seen = new Set();
  const events = [];
  for (const block of document.querySelectorAll('#list .block')) {
    const link = block.querySelector('a');
    if (!seen.has(link.id)) {
      seen.add(link.id);
      events.push({ title: block.querySelector('.name').textContent, start: block.dataset.starts, end: block.dataset.ends,
        url: link.href, classNames: [...block.classList].filter((name) => !/^[ser]\d/.test(name)),
        extendedProps: { why: [...block.querySelectorAll('.why span:not(.unseen)')].map((one) => one.textContent).join(' '), full: link.title } });
    }
  }
  place.hidden = false;
  const list = document.getElementById('list');
  const calendar = new FullCalendar.Calendar(place, {
    initialView: 'timeGridWeek', initialDate: place.dataset.week, firstDay: 1, timeZone: 'UTC', headerToolbar: false,
    allDaySlot: false, height: 'auto', nowIndicator: false, slotEventOverlap: false, expandRows: false,
    slotMinTime: `${place.dataset.firstHour}:00:00`, slotMaxTime: `${place.dataset.lastHour}:00:00`,
    slotLabelFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
    eventTimeFormat: { hour: '2-digit', minute: '2-digit', hour12: false },
    dayHeaderFormat: (day) => {
      const at = new Date(Date.UTC(day.date.year, day.date.month, day.date.day));
      return `${at.toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' })} ${at.toISOString().slice(5, 10)}`;
    },
    events,
    eventContent: ({ event, timeText }) => ({ domNodes: [['time', timeText.split(' ')[0]], ['why', event.extendedProps.why], ['name', event.title]]
      .map(([name, text]) => Object.assign(document.createElement('span'), { className: name, textContent: `${text} ` })) }),
    eventDidMount: ({ el, event }) => {
      el.title = event.extendedProps.full;
    },
  });
  const choose = () => {
    list.open = !wide.matches;
    calendar.render();
  };
  wide.addEventListener('change', choose);
  choose();
});
