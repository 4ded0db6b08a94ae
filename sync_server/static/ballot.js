// The ballot works without any of this. With it the page reads itself aloud when asked, keeps what was sent until it is
// taken, and brings a counter's tablet back to an empty form. Nothing is kept once a ballot was taken, and nothing that
// names the phone, ever.
(() => {
  const KEY = 'phieu', AGAIN_MS = 20000, BACK_MS = 6000, LONGEST_MS = 30000, DAYS_KEPT = 8;
  const here = location.pathname, tablet = here.startsWith('/kiosk/');
  const find = (what) => document.querySelector(what);
  const parsed = (text) => new DOMParser().parseFromString(text, 'text/html');
  const day = (back) => new Date(Date.now() - back * 864e5).toISOString().slice(0, 10).replace(/-/g, '');
  const patience = () => window.AbortSignal?.timeout?.(LONGEST_MS);
  let blank = document.documentElement.outerHTML;
  let say, own = null, inPage = [], busy = false, more = false, waiting = 0, leaving = 0, alone = 0, touched = false, mending = false;

  // Ballots that still have to be sent, each "address body", with a mark behind once its change was begun: on this phone, so that they outlive the page; in the page
  // where that is not allowed, and on a counter's tablet, where nobody may read them later. A ballot names its day; no
  // slip is taken, and nothing sent twice is known, once that day is older than DAYS_KEPT.
  function stored() {
    try {
      const all = (!tablet && JSON.parse(localStorage.getItem(KEY))) || [];
      return all.filter((one) => !(one.match(/once=(\d{8})/)?.[1] < day(DAYS_KEPT)));
    } catch (error) {
      return [];
    }
  }

  function store(all) {
    try {
      if (all.length) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
      return true;
    } catch (error) {
      return false;
    }
  }

  function hold(one) {
    if (tablet || !store([...stored(), one])) inPage.push(one);
  }

  function drop(one) {
    inPage = inPage.filter((other) => other !== one);
    if (!tablet) store(stored().filter((other) => other !== one));
  }

  function tell(text, held) {
    const place = find('#state'), fresh = find('#fresh');
    place.textContent = text;
    place.hidden = !text;
    if (fresh) fresh.hidden = !held;
    if (held) place.scrollIntoView({ block: 'nearest' });
  }

  function turn(page, once) {
    window.speechSynthesis?.cancel();
    own = null;
    mending = false;
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    find('main').replaceWith(page.querySelector('main'));
    begin(once);
    const first = find('[role=alert]') || find('h1');
    first.tabIndex = -1;
    first.focus();
  }

  // Only a page of the ballot is an answer: somebody's Wi-Fi answers as well. Sent twice, a ballot is stored once.
  async function post(to, body) {
    try {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const credentials = tablet ? 'same-origin' : 'omit';
      const answer = await fetch(to, { method: 'POST', body, headers, credentials, redirect: 'error', signal: patience() });
      const page = parsed(await answer.text()), status = answer.status;
      const wait = status === 429 || status === 503 ? Number(answer.headers.get('Retry-After')) || 60 : 0;
      return page.querySelector('main[data-say]') && { page, status, wait };
    } catch (error) {
      return null;
    }
  }

  // Sends what is held, the ballot of this page first. What comes of another one is somebody else's: only its thanks are
  // shown, and not over a form somebody fills in. It goes on to the poster it is led to, and is dropped when refused for good.
  async function flush() {
    more = true;
    if (busy) return;
    busy = true;
    clearTimeout(waiting);
    let lost = '';
    while (more) {
      more = false;
      const all = [...stored(), ...inPage];
      for (const one of all.sort((a, b) => (b === own) - (a === own))) {
        if (one === own && mending) continue;
        const [to, body, half] = one.split(' ');
        if (one === own) tell(say.sending, find('[data-held]'));
        const answer = await post(to, body);
        if (!answer || answer.wait) {
          later(one, answer);
          break;
        }
        const mine = one === own, { page, status } = answer;
        const next = !tablet && status === 410 && page.querySelector('#ballot')?.getAttribute('action');
        if (mine || (status === 200 && to === here && !tablet && (!touched || here.startsWith('/r/') || !find('#ballot')))) {
          drop(one);
          turn(page);
          if (!mine) tell(lost || (half ? say.half : ''), true);
        } else if (next && next !== to) {
          hold(one.replace(to, next));
          drop(one);
          more = true;
        } else if (status === 200 || (!tablet && [404, 409, 410].includes(status))) {
          drop(one);
          if (status !== 200) lost = page.querySelector('[data-lost]')?.textContent || say.lost;
          if (!tablet) tell(lost || (half ? say.half : say.sent));
        }
      }
    }
    busy = false;
  }

  function later(one, answer) {
    clearTimeout(waiting);
    waiting = setTimeout(flush, answer ? answer.wait * 1000 : AGAIN_MS);
    const safe = stored().includes(one) ? say.held : say.open, main = find('main');
    if (one === own && mending) return;
    if (one === own && !main.hasAttribute('data-held')) {
      window.speechSynthesis?.cancel();
      main.setAttribute('data-held', '');
      find('#edit')?.focus();
    }
    if (one === own || (!tablet && one.startsWith(`${here} `))) tell(answer ? say.wait.replace('{s}', answer.wait) : safe, one === own);
    if (one === own && tablet) leave(BACK_MS);
  }

  // What waits is out of sight of whoever holds the phone next; it comes back when asked for, and is not sent meanwhile.
  function mend() {
    mending = true;
    drop(own);
    hold(own += ' half');
    find('main').removeAttribute('data-held');
    tell('');
    find('#ballot :checked')?.focus();
  }

  // Another language, another form: the page changes, no ballot is sent.
  async function change(to, body) {
    if (busy) return;
    busy = true;
    tell(say.sending);
    const answer = await post(to, body);
    busy = false;
    if (answer) {
      if (own) drop(own);
      turn(answer.page, new URLSearchParams(body).get('once')); // it may have been stored, its answer lost
    } else {
      tell(say.offline, own);
    }
    if (more) flush();
  }

  function submitted(event) {
    event.preventDefault();
    const form = event.target, fields = new URLSearchParams(new FormData(form)), pressed = event.submitter;
    const to = form.getAttribute('action') || here;
    if (pressed?.name) fields.set(pressed.name, pressed.value);
    if (pressed?.name || !fields.has('rating')) return change(to, fields.toString());
    if (own) drop(own);
    mending = false;
    own = `${to} ${fields}`;
    hold(own);
    flush();
  }

  // A counter's tablet goes back to the empty form, without a network too; a newer form is fetched for the next time.
  function leave(ms = alone) {
    alone = ms;
    clearTimeout(leaving);
    if (ms) leaving = setTimeout(renew, ms);
  }

  async function renew() {
    touched = true;
    turn(parsed(blank));
    if (!tablet) return;
    try {
      const answer = await fetch(location.href, { redirect: 'manual', signal: patience() });
      const text = await answer.text();
      if (answer.ok && text.includes('data-say')) blank = text;
      else if (!answer.ok && answer.status < 500 && !inPage.length) location.reload(); // the screen was switched off
    } catch (error) {
      // No network: the form there is does.
    }
  }

  function read(event) {
    const voices = speechSynthesis.getVoices(), lang = document.documentElement.lang;
    const voice = voices.find((one) => one.lang.toLowerCase().startsWith(lang));
    const button = event.currentTarget;
    const stop = () => button.setAttribute('aria-pressed', 'false');
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      stop();
      return;
    }
    if (voices.length && !voice) {
      tell(say.mute);
      return;
    }
    button.setAttribute('aria-pressed', 'true');
    const parts = [...document.querySelectorAll('[data-read]')].map((part) => {
      const words = new SpeechSynthesisUtterance(part.textContent);
      words.lang = lang === 'vi' ? 'vi-VN' : 'en-GB';
      if (voice) words.voice = voice;
      speechSynthesis.speak(words);
      return words;
    });
    parts[parts.length - 1].onend = stop;
  }

  function begin(known) {
    const main = find('main'), aloud = find('#aloud'), form = find('#ballot'), whole = find('#whole');
    say = JSON.parse(main.dataset.say);
    leave(1000 * (main.dataset.alone || 0));
    if (aloud && 'speechSynthesis' in window) {
      aloud.hidden = false;
      aloud.addEventListener('click', read);
    }
    if (whole && document.fullscreenEnabled) {
      whole.hidden = Boolean(document.fullscreenElement);
      whole.addEventListener('click', () => document.documentElement.requestFullscreen().then(() => { whole.hidden = true; }, () => {}));
    }
    find('#fresh')?.addEventListener('click', renew);
    find('#edit')?.addEventListener('click', mend);
    if (!say.held || !form) return;
    const once = document.createElement('input');
    once.type = 'hidden';
    once.name = 'once';
    once.value = known || day(0) + '-' + Array.from(crypto.getRandomValues(new Uint32Array(5)), (part) => part.toString(36)).join('');
    form.append(once);
    form.addEventListener('submit', submitted);
  }

  begin();
  for (const sign of ['input', 'pointerdown']) {
    addEventListener(sign, () => {
      touched = true;
      leave();
    });
  }
  if (say.held) {
    addEventListener('online', flush);
    if (!tablet) store(stored());
    flush();
  }
})();
