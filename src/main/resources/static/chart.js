'use strict';

/* Draws what went on in an hour or a day, with a line where something was edited or started. */
const place = document.getElementById('chart');
const inCss = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function withMarks(marks) {
  return (chart) => {
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.strokeStyle = inCss('--quiet');
    ctx.setLineDash([4, 4]);
    for (const mark of marks) {
      const x = Math.min(Math.round(chart.valToPos(mark.at, 'x', true)), bbox.left + bbox.width);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  };
}

function draw(pulse) {
  const axis = { stroke: inCss('--quiet'), grid: { stroke: inCss('--pico-muted-border-color'), width: 1 },
    ticks: { show: false }, font: '12px system-ui' };
  const line = (label, colour) => ({ label, stroke: inCss(colour), width: 1.5, points: { show: false } });
  place.replaceChildren();
  return new uPlot({
    width: place.clientWidth, height: 200, cursor: { drag: { setScale: false } },
    scales: { y: { range: (chart, low, high) => [0, Math.max(4, high)] } },
    axes: [{ ...axis, values: (chart, ticks) => ticks.map((at) => uPlot.fmtDate('{HH}:{mm}')(new Date(at * 1000))) }, { ...axis, size: 44 }],
    series: [{ label: 'at', value: '{YYYY}-{MM}-{DD} {HH}:{mm}' }, line('callbacks', '--pico-primary'), line('calls', '--good'), line('throttled', '--bad')],
    hooks: { draw: [withMarks(pulse.marks)] },
  }, [pulse.at, pulse.callbacks, pulse.calls, pulse.throttles], place);
}

if (place) {
  let pulse;
  let chart;
  const redraw = () => {
    chart = pulse && draw(pulse);
  };
  const read = async () => {
    const answer = await fetch(place.dataset.from, { cache: 'no-store' });
    if (answer.ok) {
      pulse = await answer.json();
      redraw();
    }
  };
  read();
  setInterval(() => document.hidden || read(), 60000);
  window.addEventListener('resize', () => chart && chart.setSize({ width: place.clientWidth, height: 200 }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
