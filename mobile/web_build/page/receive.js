// Takes sealed bundles from other phones, by camera, file or text, keeps them here, and hands them in once there is a network.
'use strict';

const KEPT = 'so-truc-nhan-ho';
const TRY_AGAIN_MS = 60000;
const WAIT_MS = 120000;
const VIETNAM_MS = 7 * 3600000;
const BUNDLE = /SOTRUC1\.[0-9A-Z-]{1,64}\.([1-9][0-9]{0,3})\.[A-Z2-7]+\.([A-Z2-7]{8})/g;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SAY = {
  noBundle: 'Đây không phải gói niêm phong của Sổ Trực, hoặc đã mất một phần. Hãy lấy lại cả gói.',
  known: 'Gói này đã có trên máy.',
  full: 'Máy này hết chỗ nên chưa giữ được gói. Hãy bỏ bớt gói đã nộp rồi nhận lại.',
  refused: 'Trình duyệt chưa được dùng máy ảnh. Hãy cho phép trong cài đặt của trang rồi bật lại, hoặc nhận bằng tệp.',
  noCamera: 'Không mở được máy ảnh trên máy này. Hãy nhận bằng tệp hoặc dán gói.',
  waiting: 'Chưa có mạng. Gói nằm trên máy này; mở lại trang này khi có mạng thì tự nộp.',
  noReader: 'Trang này chưa tải đủ để quét. Hãy mở lại trang khi có mạng, hoặc nhận bằng tệp.',
  loose: 'Trình duyệt này không giữ gói khi đóng trang. Đừng đóng trang trước khi nộp xong, hoặc mở ở cửa sổ thường.',
  busy: 'Văn phòng đang bận, sẽ tự nộp lại.',
};

// --- what is kept -------------------------------------------------------------------------------------------------

// A browser that is told to keep nothing throws at the mere name: then a bundle lives as long as the page.
const store = (() => {
  try {
    localStorage.getItem(KEPT);
    return localStorage;
  } catch (error) {
    return null;
  }
})();
let loose = [];

function held() {
  return store ? JSON.parse(store.getItem(KEPT) || '[]') : loose;
}

function keep(bundles) {
  if (store) store.setItem(KEPT, JSON.stringify(bundles));
  else loose = bundles;
  show();
}

// On a full disk what was known of a bundle stays as it was: handed in again, it is counted once all the same.
function change(name, news) {
  try {
    keep(held().map(bundle => bundle.name === name ? { ...bundle, ...news } : bundle));
  } catch (error) {
    say(SAY.full);
  }
}

async function checkOf(text) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const bits = Array.from(sum.subarray(0, 5), byte => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{5}/g).map(five => LETTERS[parseInt(five, 2)]).join('');
}

// Answers the sentence that says why not, or nothing when all is kept. A message may hold words before and after a
// bundle, and more than one.
async function take(raw) {
  const found = [...raw.replace(/[\s\u200b-\u200d\u2060]+/g, '').toUpperCase().matchAll(BUNDLE)];
  let wrong = found.length ? '' : SAY.noBundle;
  for (const one of found) wrong = await takeOne(one) || wrong;
  handIn();
  return wrong;
}

async function takeOne([text, items, name]) {
  if (await checkOf(text.slice(0, -9)) !== name) return SAY.noBundle;
  if (held().some(bundle => bundle.name === name)) return SAY.known;
  try {
    keep([{ name, text, items: Number(items), got: Date.now(), state: 'waiting' }, ...held()]);
  } catch (error) {
    return SAY.full;
  }
  say(store ? `Đã nhận đủ gói ${items} mục.` : SAY.loose);
  return '';
}

// --- handing in ---------------------------------------------------------------------------------------------------

let sending = false;

async function handIn() {
  if (sending) return;
  sending = true;
  try {
    let busy = false;
    for (const bundle of held().filter(one => one.state === 'waiting')) {
      if (busy) change(bundle.name, { why: SAY.busy });
      else busy = [429, 503].includes(await handInOne(bundle));
    }
  } finally {
    sending = false;
    show();
  }
}

// Answers the status, or nothing without network. The text is let go of only for what the office itself says that it
// holds: the page of somebody's Wi-Fi answers 200 as well.
async function handInOne({ name, text, items }) {
  let answer, told;
  const waiting = new AbortController();
  const bell = setTimeout(() => waiting.abort(), WAIT_MS);
  try {
    answer = await fetch('../api/v1/hand-in', {
      method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sealed: text }),
      signal: waiting.signal,
    });
    told = await answer.json();
  } catch (error) {
    change(name, { why: SAY.waiting });
    return 0;
  } finally {
    clearTimeout(bell);
  }
  if (answer.ok && told?.items === items && Date.parse(told.at)) {
    change(name, { state: 'taken', text: '', why: '', at: told.at });
    say(`Văn phòng đã nhận ${told.items} mục lúc ${clock(told.at)}.`);
  } else if ([409, 413, 422].includes(answer.status)) {
    change(name, { state: 'refused', why: String(told?.message || '') });
  } else {
    change(name, { why: SAY.busy });
  }
  return answer.status;
}

// --- what is shown ------------------------------------------------------------------------------------------------

function say(text) {
  at('said').textContent = text;
}

// At +07:00, wherever the carrier's phone believes to be.
function clock(instant) {
  const time = new Date(new Date(instant).getTime() + VIETNAM_MS);
  const two = number => String(number).padStart(2, '0');
  return `${two(time.getUTCHours())}:${two(time.getUTCMinutes())} ngày ${two(time.getUTCDate())}/${two(time.getUTCMonth() + 1)}`;
}

function showFrames() {
  const { of, parts } = collected;
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(place => !parts.has(place));
  at('frames').hidden = false;
  at('bar').max = of;
  at('bar').value = parts.size;
  at('count').textContent = `Đã nhận ${parts.size}/${of} khung.`;
  at('missing').textContent = missing.length && missing.length <= 12
    ? `Còn thiếu khung ${missing.join(', ')}. Chờ vòng sau, hoặc trên máy kia bấm Dừng rồi chuyển tới khung ấy.` : '';
}

function standing({ state, at: taken, why }) {
  if (state === 'taken') return `Văn phòng đã nhận lúc ${clock(taken)}. Máy kia tự biết khi có mạng.`;
  if (state === 'refused') return `Văn phòng chưa nhận: ${why}`;
  return why || 'Đang nộp…';
}

function show() {
  const bundles = held();
  at('none').hidden = bundles.length > 0;
  at('send').hidden = !bundles.some(bundle => bundle.state === 'waiting');
  at('held').replaceChildren(...bundles.map(line));
}

function line(bundle) {
  const item = document.createElement('li');
  const head = document.createElement('b');
  head.textContent = `${bundle.items} mục, nhận lúc ${clock(bundle.got)}`;
  const told = document.createElement('p');
  told.textContent = standing(bundle);
  if (bundle.state === 'refused') told.className = 'wrong';
  item.append(head, told);
  if (bundle.state === 'refused') item.append(button('Nộp lại', () => { change(bundle.name, { state: 'waiting', why: '' }); handIn(); }));
  if (bundle.state !== 'waiting') item.append(button('Bỏ khỏi máy này', () => keep(held().filter(one => one.name !== bundle.name))));
  return item;
}

function button(name, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = name;
  made.onclick = act;
  return made;
}

// --- taps ---------------------------------------------------------------------------------------------------------

async function fromText(text) {
  const wrong = await take(text);
  wrongWith('text-wrong', wrong);
  if (!wrong) at('text').value = '';
}

at('take').onclick = () => fromText(at('text').value);
at('file').onchange = async event => {
  const [file] = event.target.files;
  if (file) await fromText(await file.text());
  event.target.value = '';
};
at('send').onclick = handIn;
addEventListener('online', handIn);
addEventListener('storage', show);
if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
setInterval(handIn, TRY_AGAIN_MS);
if (!store) say(SAY.loose);
show();
handIn();
