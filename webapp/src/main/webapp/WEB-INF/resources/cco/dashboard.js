'use strict';
/* The frame of the dashboard: connection light, pause, theme, navigation, and quiet updates. */
(() => {
  const STALE_AFTER = 10_000;
  const EVERY = 5_000;
  const LOST_AFTER = 2;
  const byId = id => document.getElementById(id);
  const live = { answered: Date.now(), tried: Date.now(), failures: 0, pausedAt: '', at: '' };

  const icon = (svg, name) => svg.querySelector('use').setAttribute('href', '#i-' + name);

  /* Light: speaks when its word changes, not on every poll. */
  const STATES = {
    live: ['ok', 'ok', () => 'Live'],
    paused: ['info', 'pause', () => 'Paused by you at ' + live.pausedAt],
    stale: ['warn', 'warn', () => 'Stale'],
    disconnected: ['bad', 'bad', () => 'Disconnected'],
  };

  function state() {
    if (live.failures >= LOST_AFTER) return 'disconnected';
    if (live.pausedAt) return 'paused';
    return Date.now() - live.answered >= STALE_AFTER ? 'stale' : 'live';
  }

  function show() {
    if (document.hidden) return;
    const now = state();
    const [tone, shape, word] = STATES[now];
    byId('light').className = 'light st st--' + tone;
    icon(byId('light'), shape);
    if (byId('light-word').textContent !== word()) byId('light-word').textContent = word();
    byId('light-time').hidden = now === 'paused';
    byId('light-time').textContent = now === 'disconnected' ? '· next try' + nextTry() : live.at;
    byId('stale').hidden = now !== 'stale';
    byId('disconnected').hidden = now !== 'disconnected';
    byId('next-try').textContent = 'Trying again' + nextTry() + '.';
    document.body.classList.toggle('dim', now === 'stale' || now === 'disconnected');
  }

  function nextTry() {
    const seconds = Math.ceil((live.tried + EVERY - Date.now()) / 1000);
    if (live.pausedAt) return ' when you resume';
    return seconds < 1 ? ' now' : ' in ' + seconds + ' s';
  }

  /* Polling: the component's own timer, stopped while nobody looks. */
  const poll = () => PF('refresh');

  function pollNow() {
    poll().stop();
    poll().cfg.fn();
    if (!live.pausedAt) poll().start();
  }

  function polled(xhr, status, args) {
    live.tried = Date.now();
    if (/ViewExpired/.test(xhr?.responseText ?? '') && !args?.at) {
      location.reload();
      return;
    }
    if (!args?.at) {
      live.failures++;
      show();
      return;
    }
    Object.assign(live, { answered: Date.now(), failures: 0, at: args.at });
    document.querySelectorAll('.as-of').forEach(time => { time.textContent = args.at; });
    if (args.state !== byId('main').dataset.state) {
      location.reload();
      return;
    }
    window.cco.redraw(args.chart);
    show();
  }

  function pause() {
    const on = !live.pausedAt;
    live.pausedAt = on ? live.at : '';
    byId('pause').setAttribute('aria-pressed', on);
    icon(byId('pause'), on ? 'play' : 'pause');
    if (on) poll().stop();
    else pollNow();
    show();
  }

  /* Updates: the parts of the old tree that are still right stay, with focus and selection. */
  function settle(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
      old.replaceWith(fresh);
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
      return;
    }
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const before = [...old.childNodes];
    const after = [...fresh.childNodes];
    after.forEach((node, i) => (i < before.length ? settle(before[i], node) : old.append(node)));
    before.slice(after.length).forEach(node => node.remove());
  }

  function settleQuietly() {
    const utils = PrimeFaces.ajax.Utils;
    const replace = utils.updateElement;
    utils.updateElement = function (id, content, xhr) {
      const old = byId(id);
      const template = document.createElement('template');
      if (old) template.innerHTML = content.trim();
      const fresh = template.content.firstElementChild;
      if (fresh && fresh.id === id && !fresh.querySelector('script,canvas')) settle(old, fresh);
      else replace.call(utils, id, content, xhr);
    };
  }

  /* Theme: the cookie lets the server write it into the next page. */
  function dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function showTheme() {
    byId('theme').setAttribute('aria-pressed', dark());
    icon(byId('theme'), dark() ? 'sun' : 'moon');
    window.cco.recolour();
  }

  function switchTheme() {
    const theme = dark() ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    document.cookie = 'cco-theme=' + theme + '; path=/; max-age=31536000; samesite=lax';
    showTheme();
  }

  function fold(open) {
    byId('nav').classList.toggle('open', open);
    byId('fold').setAttribute('aria-expanded', open);
  }

  function copy(button) {
    navigator.clipboard.writeText(byId(button.dataset.copy).textContent).then(() => {
      button.querySelector('span').textContent = 'Copied';
    });
  }

  /* The choice of a project loads another page: keep the place in it. */
  function keepFocus() {
    const id = sessionStorage.getItem('cco-focus');
    sessionStorage.removeItem('cco-focus');
    if (id) byId(id)?.focus({ preventScroll: true });
    byId('project')?.addEventListener('change', event => {
      sessionStorage.setItem('cco-focus', 'project');
      event.target.form.submit();
    });
  }

  window.cco = Object.assign(window.cco ?? {}, { polled });

  document.addEventListener('DOMContentLoaded', () => {
    live.at = byId('light-time').textContent;
    byId('host').textContent = location.host;
    byId('pause').addEventListener('click', pause);
    byId('theme').addEventListener('click', switchTheme);
    byId('fold').addEventListener('click', () => fold(!byId('nav').classList.contains('open')));
    document.querySelectorAll('[data-retry]').forEach(b => b.addEventListener('click', pollNow));
    document.querySelectorAll('[data-copy]').forEach(button => {
      button.hidden = !navigator.clipboard;
      button.addEventListener('click', () => copy(button));
    });
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && byId('nav').classList.contains('open')) {
        fold(false);
        byId('fold').focus();
      }
      if (event.key === ' ' && event.target.matches('a[role=button]')) {
        event.preventDefault();
        event.target.click();
      }
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) poll().stop();
      else if (!live.pausedAt) pollNow();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showTheme);
    settleQuietly();
    keepFocus();
    showTheme();
    setInterval(show, 1000);
  });
})();
