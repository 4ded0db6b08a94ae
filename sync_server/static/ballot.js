// The ballot works without any of this. With it the page reads itself aloud when asked, and keeps what was written
// while there is no network. Nothing is kept once a ballot was taken, and nothing that names the phone, ever.
(() => {
  const KEY = 'phieu ' + location.pathname;
  const AGAIN_MS = 20000;
  const find = (what) => document.querySelector(what);
  let say, held = null, busy = false, waiting = 0;

  // The ballot that still has to be sent: on this phone, so that it outlives the page; in the page where that is not allowed.
  function hold(body) {
    held = body;
    try {
      if (body === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, body);
      return body !== null;
    } catch (error) {
      return false;
    }
  }

  function recall() {
    try {
      return localStorage.getItem(KEY);
    } catch (error) {
      return null;
    }
  }

  function tell(text) {
    const place = find('#state');
    place.textContent = text;
    place.hidden = !text;
  }

  function turn(page) {
    speechSynthesis?.cancel();
    document.documentElement.lang = page.documentElement.lang;
    document.title = page.title;
    find('main').replaceWith(page.querySelector('main'));
    begin();
    const first = find('[role=alert]') || find('h1');
    first.tabIndex = -1;
    first.focus();
  }

  // Only a page of the ballot is an answer: somebody's Wi-Fi answers as well. Sent twice, a ballot is stored once.
  async function send(body, whole) {
    if (busy) return;
    busy = true;
    clearTimeout(waiting);
    const safe = whole && hold(body);
    tell(say.sending);
    let page = null;
    try {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(location.pathname, { method: 'POST', body, headers, credentials: 'omit', redirect: 'error' });
      page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    } catch (error) {
      // Told below.
    }
    busy = false;
    if (page?.querySelector('main[data-say]')) {
      if (whole) hold(null);
      turn(page);
    } else if (whole) {
      tell(safe ? say.held : say.open);
      waiting = setTimeout(again, AGAIN_MS);
    } else {
      tell(say.offline);
    }
  }

  function again() {
    if (held) send(held, true);
  }

  function submitted(event) {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(event.target));
    const pressed = event.submitter;
    if (pressed?.name) fields.set(pressed.name, pressed.value);
    send(fields.toString(), !pressed?.name && fields.has('rating'));
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

  function begin() {
    say = JSON.parse(find('main').dataset.say);
    const aloud = find('#aloud'), form = find('#ballot');
    if (aloud && 'speechSynthesis' in window) {
      aloud.hidden = false;
      aloud.addEventListener('click', read);
    }
    if (!say.held || !form) return;
    const once = document.createElement('input');
    once.type = 'hidden';
    once.name = 'once';
    once.value = new Date().toISOString().slice(0, 10).replace(/-/g, '') + '-' + Array.from(crypto.getRandomValues(new Uint32Array(5)), (part) => part.toString(36)).join('');
    form.append(once);
    form.addEventListener('submit', submitted);
  }

  begin();
  held = say.held ? recall() : null;
  addEventListener('online', again);
  again();
})();
