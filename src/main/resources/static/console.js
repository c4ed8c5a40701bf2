'use strict';

const REFRESH_MILLIS = 5000;
const SHOWN = 20;

const byId = (id) => document.getElementById(id);

/* ---------------------------------------------------------------- calls */

class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function call(method, path) {
  const headers = { Accept: 'application/json' };
  const csrf = /(?:^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
  if (csrf) {
    headers['X-XSRF-TOKEN'] = csrf[1];
  }
  const response = await fetch(path, { method, headers, cache: 'no-store' });
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) {
    location.assign('/login');
  }
  if (!response.ok) {
    throw new Refused(response.status, body.detail || `The answer is ${response.status}.`);
  }
  return body;
}

const get = (path) => call('GET', path);
const post = (path) => call('POST', path);

/* ---------------------------------------------------------------- elements */

/* Text is only ever set as text: what providers send is never taken for markup. */
function element(name, content, attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  for (const part of [content].flat()) {
    if (part !== null && part !== undefined) {
      made.append(part);
    }
  }
  return made;
}

function table(caption, columns, rows) {
  const head = element('tr', columns.map((column) => element('th', column, { scope: 'col' })));
  const body = rows.map((cells) =>
    element('tr', cells.map((cell) =>
      element('td', cell, cell instanceof HTMLButtonElement ? { class: 'action' } : {}))));
  return element('div', element('table', [element('thead', head), element('tbody', body)],
    { 'aria-label': caption }), { class: 'table', tabindex: '0', role: 'region', 'aria-label': caption });
}

const none = (text) => element('p', text, { class: 'none' });
const code = (text) => (text ? element('code', text) : '–');
const time = (instant) =>
  instant ? element('time', new Date(instant).toLocaleString(), { datetime: instant }) : '–';

function remark(error) {
  return error ? [error.message, ' ', element('small', error.code)] : '–';
}

function action(label, about, path, done) {
  const button = element('button', label, { type: 'button', 'aria-label': `${label} ${about}` });
  button.dataset.key = path;
  button.addEventListener('click', async () => {
    button.disabled = true;
    await attempt(async () => {
      await post(path);
      say(`${done} ${about}.`);
      await refresh();
    });
    button.disabled = false;
  });
  return button;
}

/* A redraw takes away the button that has the focus; the same one gets it back. */
function draw(id, ...content) {
  const place = byId(id);
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...content);
  if (focused) {
    place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
}

function say(text) {
  byId('freshness').textContent = text;
}

function complain(text) {
  byId('message').textContent = text || '';
  byId('message').hidden = !text;
}

async function attempt(work) {
  try {
    await work();
    complain(null);
  } catch (error) {
    complain(error instanceof Refused ? error.message : 'Calroute does not answer.');
  }
}

/* ---------------------------------------------------------------- what is shown */

const appointmentPath = (one) =>
  `/api/appointments/${encodeURIComponent(one.provider)}/${encodeURIComponent(one.id)}`;

function resync(one) {
  const path = `${appointmentPath(one)}/resync?connection=${encodeURIComponent(one.connection)}`;
  return action('Resync', one.id, path, 'Due now:');
}

const subject = (verdict) => (verdict.appointment ? verdict.appointment.id
  : verdict.callback ? `callback ${verdict.callback}` : 'Nothing is known by this id');

const presses = (verdict) => verdict.press.map((one) =>
  action(one.label, subject(verdict), one.path, `${one.label}:`));

/* The sentence says all of it; the runbook explains its code. */
function verdictOf(verdict) {
  const links = verdict.places.filter((one) => one.link).map((one) =>
    [' ', element('a', `Open it in ${one.calendar}`, { href: one.link, rel: 'noreferrer', target: '_blank' })]);
  const tried = verdict.tried.map((one) => element('li', `Entry ${one.entry} of the directory: ${one.because}.`));
  return element('div', [
    element('p', [element('strong', verdict.code, { class: verdict.well ? 'good' : 'bad' }), ' ',
      verdict.sentence, ...links.flat(), ' ', element('small', verdict.runbook)]),
    ...(tried.length === 0 ? [] : [element('ul', tried)]),
    ...presses(verdict)], { class: 'verdict' });
}

function when(one) {
  return one.start ? `${one.start.dateTime.replace('T', ' ')} ${one.start.timeZone}` : '–';
}

function age(seconds) {
  if (seconds < 120) {
    return `${seconds} s`;
  }
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function showStatus(status) {
  byId('mode').hidden = status.mode !== 'plan';
  const numbers = [
    ['Callbacks pending', status.callbacks.pending, ''],
    ['Callbacks failed', status.callbacks.failed, 'bad'],
    ['Appointments due', status.appointments.due, ''],
    ['Looked at once more', status.appointments.verifying, ''],
    ['Appointments failed', status.appointments.failed, 'bad'],
    ['Unrouted', status.appointments.unrouted, 'warn'],
    ['Parked', status.appointments.parked, 'warn'],
    ['Oldest waits for', age(status.oldestPendingSeconds), status.oldestPendingSeconds > 60 ? 'warn' : ''],
  ];
  draw('numbers', ...numbers.map(([name, value, tone]) =>
    element('div', [element('dt', name),
      element('dd', String(value), value && tone ? { class: tone } : {})])));
  showFiles(status.bundle);
  draw('lanes', status.lanes.length === 0
    ? none('No calendar is paused.')
    : table('Paused calendars', ['Calendar', 'Target', 'Until', 'Reason'], status.lanes.map((lane) =>
      [lane.calendar, lane.target, time(lane.pausedUntil),
        remark({ code: lane.code, message: lane.reason })])));
}

function showFiles(bundle) {
  const use = element('p', ['In use since ', time(bundle.since), ': version ', code(bundle.version), '.']);
  const waiting = bundle.restartFor.length === 0 ? []
    : [element('p', ['The next start takes over: ', bundle.restartFor.join(', '), '.'])];
  const rows = bundle.problems.map((one) =>
    [code(one.line > 0 ? `${one.file}:${one.line}` : one.file), one.reason]);
  draw('files', use, ...waiting, ...(rows.length === 0 ? [] : [
    element('p', 'What is on disk is not in use, because of:'),
    table('Problems of files', ['File', 'Reason'], rows)]));
}

function showPlan(plan) {
  const sums = plan.calendars.map((one) => [one.calendar, one.target,
    Object.entries(one.actions).map(([name, count]) => `${count} ${name}`).join(', '), String(one.calls)]);
  const steps = plan.items.map((one) => [
    one.teamsMeeting ? `${one.action}, with a Teams meeting` : one.action, one.calendar,
    [code(one.appointmentId), element('small', `${one.provider}/${one.connection}`)],
    one.title || '–', when(one), String(one.calls.length), remark(one.problem)]);
  const more = plan.next ? [none(`The newest ${SHOWN} are shown; GET /api/plan gives all.`)] : [];
  draw('plan', ...(steps.length === 0 ? [none('There is nothing to do.')] : [
    table('Planned by calendar', ['Calendar', 'Target', 'To do', 'Calls'], sums),
    table('Planned steps', ['To do', 'Calendar', 'Appointment', 'Title', 'Start', 'Calls', 'Problem'], steps),
    ...more]));
}

const keyOf = (one) => [one.provider, one.connection, one.id].join('/');

/* Appointments in one state, each with its verdict. */
function showAppointments(id, caption, found) {
  const why = new Map(found.why.items.filter((one) => one.appointment)
    .map((one) => [keyOf(one.appointment), one]));
  const rows = found.page.items.map((one) => {
    const verdict = why.get(keyOf(one));
    return [[code(one.id), element('small', `${one.provider}/${one.connection}`)],
      one.title || '–', when(one), verdict ? [verdict.sentence, ' ', element('small', verdict.code)] : '–',
      resync(one)];
  });
  const more = found.page.next ? [none(`The newest ${SHOWN} are shown.`)] : [];
  draw(id, ...(rows.length === 0 ? [none('None.')] : [
    table(caption, ['Appointment', 'Title', 'Start', 'Why', ''], rows), ...more]));
}

function showRefused(all) {
  const rows = all.items.slice(0, SHOWN).map((one) => [
    one.provider ? `${one.provider}/${one.connection || 'unknown connection'}` : 'unknown provider',
    String(one.status), one.source, String(one.times), time(one.firstAt), time(one.lastAt)]);
  draw('refused', ...(rows.length === 0 ? [none('None.')] : [
    table('Refused callbacks', ['For', 'Answer', 'From', 'Times', 'Since', 'Last'], rows)]));
}

function showCallbacks(page) {
  const rows = page.items.map((one) => [
    [code(one.id), element('small', `${one.provider}/${one.connection}`)],
    one.type || '–', code(one.appointmentId), time(one.receivedAt), remark(one.reason),
    action('Replay', `callback ${one.id}`, `/api/callbacks/${one.id}/replay`, 'To be applied again:')]);
  byId('replay-all').hidden = rows.length === 0;
  const more = page.next ? [none(`The newest ${SHOWN} are shown.`)] : [];
  draw('callbacks', ...(rows.length === 0 ? [none('None.')] : [
    table('Failed callbacks', ['Callback', 'Type', 'Appointment', 'Received', 'Reason', ''], rows), ...more]));
}

const TONES = { synced: 'good', failed: 'bad', unrouted: 'warn', parked: 'warn', due: '', verifying: 'good' };

function showFound(verdicts, appointments) {
  const known = new Map(appointments.map((one) => [keyOf(one), one]));
  draw('found', ...verdicts.map((verdict) => {
    const one = verdict.appointment && known.get(keyOf(verdict.appointment));
    return one ? showAppointment(one, verdict)
      : element('article', [element('h3', subject(verdict)), verdictOf(verdict)]);
  }));
}

function showAppointment(one, verdict) {
  const state = element('strong', one.sync.state,
    TONES[one.sync.state] ? { class: TONES[one.sync.state] } : {});
  const external = Object.entries(one.externalIds || {}).map(([name, id]) => `${name} ${id}`);
  const rows = one.references.map((place) => [
    place.target, place.calendar, place.state, String(place.generation), code(place.id),
    code(place.iCalUid), place.joinUrl ? code(place.joinUrl) : '–', remark(place.failure)]);
  return element('article', [
    element('div', [element('h3', [one.title || 'No title', ' ', code(one.id)]), resync(one)],
      { class: 'heading' }),
    verdictOf({ ...verdict, press: verdict.press.filter((press) => press.label !== 'Resync') }),
    element('p', [state, ` · ${one.status} · ${when(one)} · ${one.provider}/${one.connection}`,
      ` · revision ${one.sync.revision}`,
      external.length ? ` · ${external.join(', ')}` : '',
      one.onlineMeeting ? [' · meeting ', code(one.onlineMeeting.videoLink)] : '',
      one.sync.lastError ? [' · ', ...remark(one.sync.lastError)] : ''].flat()),
    rows.length === 0 ? none('It stands nowhere.') : table(`References of ${one.id}`,
      ['Target', 'Calendar', 'State', 'Generation', 'Id', 'iCalUID', 'Join link', 'Failure'], rows),
  ]);
}

/* ---------------------------------------------------------------- life */

const NOBODY = { page: { items: [], next: null }, why: { items: [] } };

async function inState(state, count) {
  if (count === 0) {
    return NOBODY;
  }
  const [page, why] = await Promise.all([
    get(`/api/appointments?state=${state}&limit=${SHOWN}`), get(`/api/why?state=${state}&limit=${SHOWN}`)]);
  return { page, why };
}

async function refresh() {
  const [status, callbacks, refused] = await Promise.all([
    get('/api/status'),
    get(`/api/callbacks?outcome=failed&limit=${SHOWN}`),
    get('/api/callbacks/refused'),
  ]);
  const [failed, parked, unrouted] = await Promise.all(['failed', 'parked', 'unrouted'].map((state) =>
    inState(state, status.appointments[state])));
  showStatus(status);
  showAppointments('failed', 'Failed appointments', failed);
  showAppointments('parked', 'Parked appointments', parked);
  showAppointments('unrouted', 'Unrouted appointments', unrouted);
  showCallbacks(callbacks);
  showRefused(refused);
}

let searched = null;

async function search() {
  if (!searched) {
    return;
  }
  const verdicts = (await get(`/api/why?q=${encodeURIComponent(searched)}&limit=${SHOWN}`)).items;
  const known = verdicts.filter((one) => one.appointment).slice(0, SHOWN).map(({ appointment: one }) =>
    get(`${appointmentPath(one)}?connection=${encodeURIComponent(one.connection)}`).catch((error) => {
      // A callback may be about an appointment that was never stored.
      if (error instanceof Refused && error.status === 404) {
        return null;
      }
      throw error;
    }));
  showFound(verdicts, (await Promise.all(known)).filter(Boolean));
}

async function refreshNow() {
  await attempt(async () => {
    await refresh();
    say(`As of ${new Date().toLocaleTimeString()}`);
  });
}

byId('refresh').addEventListener('click', refreshNow);

byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  searched = byId('id').value.trim();
  history.replaceState(null, '', `#id=${encodeURIComponent(searched)}`);
  attempt(search);
});

/* Worked out anew each time, so only when somebody asks. */
byId('show-plan').addEventListener('click', () => attempt(async () => {
  showPlan(await get(`/api/plan?limit=${SHOWN}`));
}));

byId('replay-all').addEventListener('click', () => attempt(async () => {
  const answer = await post('/api/callbacks/replay?outcome=failed');
  say(`To be applied again: ${answer.replayed} callbacks.`);
  await refresh();
}));

/* Not while nobody looks. */
setInterval(() => {
  if (!document.hidden) {
    refreshNow();
  }
}, REFRESH_MILLIS);

const linked = new URLSearchParams(location.hash.slice(1)).get('id');
if (linked) {
  searched = linked;
  byId('id').value = linked;
}
refreshNow().then(() => attempt(search));
