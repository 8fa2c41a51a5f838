'use strict';
/* Stacked bars over time for p:chart: geometry, axes and reading by keyboard; words come from the server. */
(() => {
  const HOUR = 3_600_000;
  const DAY = 24 * HOUR;
  const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const drawn = () => window.PrimeFaces?.widgets?.costs?.chart;
  const token = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function dollars(value, step) {
    if (value === 0) return '$0';
    const needed = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
    const decimals = needed === 0 ? 0 : Math.max(2, needed);
    const [whole, fraction] = value.toFixed(decimals).split('.');
    return '$' + whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction ? '.' + fraction : '');
  }

  function moment(time) {
    const date = new Date(time);
    if (time % DAY === 0) return date.getUTCDate() + ' ' + MONTHS[date.getUTCMonth()];
    return date.toISOString().slice(11, 16);
  }

  /* Ticks stand at round times, wherever the bars begin. */
  function roundTimes(scale) {
    const length = scale.max - scale.min;
    const narrow = scale.width < 420;
    let step = DAY * (length > 9 * DAY ? (narrow ? 7 : 3) : narrow ? 2 : 1);
    if (length <= DAY) step = HOUR * (narrow ? 6 : 3);
    if (length <= HOUR) step = (HOUR / 6) * (narrow ? 2 : 1);
    const edge = length * 0.03;
    scale.ticks = [];
    for (let t = Math.ceil(scale.min / step) * step; t <= scale.max; t += step) {
      if (t >= scale.min + edge && t <= scale.max - edge) scale.ticks.push({ value: t });
    }
  }

  /* From the server's columns to points at the middle of each bucket. */
  function prepare(data) {
    const count = data.titles.length;
    const width = (data.to - data.from) / count;
    const colour = rank => context => colours(context.chart)['d' + rank];
    for (const set of data.datasets) {
      set.data = set.data.map((y, i) => ({ x: data.from + (i + 0.5) * width, y }));
      set.backgroundColor = colour(set.rank);
      set.borderColor = context => colours(context.chart).panel;
    }
    return data;
  }

  const colours = chart => (chart.colours ??= Object.fromEntries(
    ['panel', 'ink', 'ink-2', 'ink-3', 'grid', 'line-strong', 'd1', 'd2', 'd3', 'd4', 'd5'].map(n => [n, token('--' + n)])));

  function options() {
    const ink = name => context => colours(context.chart)[name];
    const font = { family: token('--font'), size: 12 };
    return {
      animation: false,
      maintainAspectRatio: false,
      parsing: false,
      interaction: { mode: 'index', axis: 'x', intersect: false },
      layout: { padding: { top: 4 } },
      datasets: { bar: {
        barPercentage: 1, categoryPercentage: 1, borderSkipped: false, inflateAmount: 0,
        borderWidth: context => {
          const width = context.element?.width ?? 10;
          return { left: width > 7 ? 1 : 0.5, right: width > 7 ? 1 : 0.5, top: context.datasetIndex < context.chart.data.datasets.length - 1 ? 1 : 0, bottom: 0 };
        },
      } },
      scales: {
        x: {
          type: 'linear', stacked: true, offset: false, afterBuildTicks: roundTimes,
          grid: { offset: false, drawOnChartArea: false, tickLength: 4, color: ink('line-strong') },
          border: { color: ink('line-strong') },
          ticks: { callback: moment, color: ink('ink-3'), font, maxRotation: 0, autoSkip: true, autoSkipPadding: 12 },
        },
        y: {
          stacked: true, beginAtZero: true, grid: { color: ink('grid'), tickLength: 0 }, border: { display: false },
          ticks: {
            maxTicksLimit: 5, padding: 8, color: ink('ink-3'), font,
            callback: (value, index, ticks) => dollars(value, ticks.length > 1 ? ticks[1].value - ticks[0].value : 1),
          },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          position: 'nearest', animation: false, caretSize: 0, caretPadding: 12, cornerRadius: 6, padding: 10, boxPadding: 4, borderWidth: 1,
          backgroundColor: ink('panel'), borderColor: ink('line-strong'), titleColor: ink('ink'), bodyColor: ink('ink-2'), footerColor: ink('ink'),
          titleFont: { ...font, weight: 600 }, bodyFont: font, footerFont: { ...font, weight: 600 }, boxWidth: 10, boxHeight: 10,
          itemSort: (a, b) => b.datasetIndex - a.datasetIndex,
          callbacks: {
            title: items => items[0].chart.data.titles[items[0].dataIndex],
            label: item => ' ' + item.dataset.label + '  ' + item.dataset.words[item.dataIndex],
            footer: items => 'Total  ' + items[0].chart.data.totals[items[0].dataIndex],
          },
        },
      },
    };
  }

  /* One stop for the keyboard: arrows read the buckets into a live region. */
  function readable(canvas) {
    const plot = canvas.closest('[role=group]');
    const voice = plot.querySelector('[data-reading]');
    let at = -1;
    const point = index => {
      const chart = drawn();
      at = index;
      const active = index < 0 ? [] : chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
      chart.setActiveElements(active);
      chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
      chart.update('none');
      if (index < 0) return;
      const { titles, totals, datasets } = chart.data;
      voice.textContent = titles[index] + ': ' + datasets.map(set => set.label + ' ' + set.words[index]).concat('total ' + totals[index]).join(', ');
    };
    plot.addEventListener('keydown', event => {
      const last = drawn().data.titles.length - 1;
      const to = { ArrowLeft: at < 0 ? last : at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        point(Math.max(0, Math.min(last, to)));
      } else if (event.key === 'Escape') point(-1);
    });
    plot.addEventListener('blur', () => { if (at >= 0) point(-1); });
  }

  function bars() {
    const config = this.cfg.config;
    config.data = prepare(config.data);
    config.options = options();
    config.options.scales.x.min = config.data.from;
    config.options.scales.x.max = config.data.to;
    readable(this.canvas[0]);
    document.fonts.ready.then(() => drawn()?.update('none'));
  }

  function redraw(json) {
    const chart = drawn();
    if (!chart) return;
    chart.data = prepare(JSON.parse(json).data);
    chart.options.scales.x.min = chart.data.from;
    chart.options.scales.x.max = chart.data.to;
    chart.update('none');
  }

  function recolour() {
    const chart = drawn();
    if (!chart) return;
    chart.colours = undefined;
    chart.update('none');
  }

  /* Once more when everything is there: a slow stylesheet may have come after the first drawing. */
  addEventListener('load', () => {
    drawn()?.resize();
    recolour();
  });

  window.cco = Object.assign(window.cco ?? {}, { bars, redraw, recolour });
})();
