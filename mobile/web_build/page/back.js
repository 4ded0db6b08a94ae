// The phone's back button leads where people expect: from a deeper screen to the one it was opened from, from a tab to
// Hôm nay, from Hôm nay out of the app. Flutter adds an entry for every address; here the entries stay that one way.
(function () {
  'use strict';

  const KEPT = 'so-truc-way';
  const GIVE_UP_MS = 1000;
  const TABS = ['/write', '/ballot', '/roster', '/mine'];
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const waiting = [];
  let arrived = null;

  function route(url) {
    return new URL(url, location.href).hash.slice(1).split('?')[0] || '/';
  }

  function told() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT));
    } catch (error) {
      return null; // what cannot be read, or may not be, is begun anew
    }
  }

  let way = told();
  let at = history.state && history.state.at;
  // Without a number the app was opened anew, perhaps by a page beside it: what lies behind is not its way.
  if (!Array.isArray(way) || !Number.isInteger(at) || at >= way.length) {
    const here = route(location.href);
    way = [here];
    at = 0;
    if (here !== '/' && here !== '/enrol') {
      const address = location.href;
      replace({ at: 0 }, '', '#/');
      push({ at: 1 }, '', address);
      way = ['/', here];
      at = 1;
    }
    keep();
  }

  function keep() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(way));
    } catch (error) {
      console.warn(error);
    }
  }

  function stand(state, title, url) {
    replace(Object.assign({}, state, { at }), title, url);
    way[at] = route(url);
    keep();
  }

  // Where on the way an address belongs: where it already is, else a tab right above Hôm nay, else one step on.
  function goal(here) {
    const known = way.lastIndexOf(here, at);
    if (known >= 0) return known;
    return here === '/' ? 0 : TABS.includes(here) ? Math.min(1, at + 1) : at + 1;
  }

  function arrive() {
    const then = arrived;
    arrived = null;
    then();
    while (waiting.length && !arrived) history.pushState(...waiting.shift());
  }

  history.pushState = function (state, title, url) {
    if (arrived) return void waiting.push([state, title, url]);
    const next = goal(route(url));
    way.length = Math.max(at, next) + (next > at ? 0 : 1);
    if (next > at) {
      at = next;
      push(Object.assign({}, state, { at }), title, url);
      way.push(route(url));
      keep();
    } else if (next === at) {
      stand(state, title, url);
    } else {
      const steps = next - at;
      arrived = function () {
        clearTimeout(late);
        at = next;
        way.length = next + 1;
        stand(state, title, url);
      };
      const late = setTimeout(arrive, GIVE_UP_MS);
      history.go(steps);
    }
  };

  history.replaceState = function (state, title, url) {
    stand(state, title, url === undefined || url === null ? location.href : url);
  };

  // Before Flutter hears of it: a step that only shortens the way is none it has to follow.
  window.addEventListener('popstate', function (event) {
    if (arrived) {
      event.stopImmediatePropagation();
      return arrive();
    }
    at = event.state && Number.isInteger(event.state.at) ? event.state.at : at + 1;
    way[at] = route(location.href);
    keep();
  });
})();
