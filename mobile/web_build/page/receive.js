// Takes sealed bundles from other phones, by camera, file or text, keeps them here, and hands them in once there is a network.
'use strict';

const KEPT = 'so-truc-nhan-ho';
const TRY_AGAIN_MS = 60000;
const BUNDLE = /^SOTRUC1\.[0-9A-Z-]{1,64}\.([1-9][0-9]{0,3})\.[A-Z2-7]+\.([A-Z2-7]{8})$/;
const FRAME = /^STQ1\/([A-Z2-7]{8})\/([0-9]+)\/([0-9]+)\/(.+)$/s;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SAY = {
  noBundle: 'Đây không phải gói niêm phong của Sổ Trực, hoặc đã mất một phần. Hãy lấy lại cả gói.',
  known: 'Gói này đã có trên máy.',
  full: 'Máy này hết chỗ nên chưa giữ được gói. Hãy bỏ bớt gói đã nộp rồi nhận lại.',
  refused: 'Trình duyệt chưa được dùng máy ảnh. Hãy cho phép trong cài đặt của trang rồi bật lại, hoặc nhận bằng tệp.',
  noCamera: 'Không mở được máy ảnh trên máy này. Hãy nhận bằng tệp hoặc dán gói.',
  waiting: 'Chưa có mạng. Gói nằm trên máy này; mở lại trang này khi có mạng thì tự nộp.',
  busy: 'Văn phòng đang bận, sẽ tự nộp lại.',
};
const at = id => document.getElementById(id);

// --- what is kept -------------------------------------------------------------------------------------------------

function held() {
  return JSON.parse(localStorage.getItem(KEPT) || '[]');
}

function keep(bundles) {
  localStorage.setItem(KEPT, JSON.stringify(bundles));
  show();
}

function change(name, news) {
  keep(held().map(bundle => bundle.name === name ? { ...bundle, ...news } : bundle));
}

async function checkOf(text) {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const bits = Array.from(sum.subarray(0, 5), byte => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{5}/g).map(five => LETTERS[parseInt(five, 2)]).join('');
}

// Answers the sentence that says why not, or nothing when the bundle is kept.
async function take(raw) {
  const text = raw.replace(/\s+/g, '').toUpperCase();
  const found = BUNDLE.exec(text);
  if (!found || await checkOf(text.slice(0, -9)) !== found[2]) return SAY.noBundle;
  const name = found[2];
  if (held().some(bundle => bundle.name === name)) return SAY.known;
  try {
    keep([{ name, text, items: Number(found[1]), got: Date.now(), state: 'waiting' }, ...held()]);
  } catch (error) {
    return SAY.full;
  }
  say(`Đã nhận đủ gói ${found[1]} mục.`);
  handIn();
  return '';
}

// --- handing in ---------------------------------------------------------------------------------------------------

let sending = false;

async function handIn() {
  if (sending) return;
  sending = true;
  try {
    for (const bundle of held().filter(one => one.state === 'waiting')) await handInOne(bundle);
  } finally {
    sending = false;
    show();
  }
}

async function handInOne({ name, text }) {
  let answer, told;
  try {
    answer = await fetch('../api/v1/hand-in', {
      method: 'POST', credentials: 'omit', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ sealed: text }),
    });
    told = await answer.json();
  } catch (error) {
    change(name, { why: SAY.waiting });
    return;
  }
  if (answer.ok) {
    change(name, { state: 'taken', text: '', why: '', at: told.at });
    say(`Văn phòng đã nhận ${told.items} mục lúc ${clock(told.at)}.`);
  } else if ([409, 413, 422].includes(answer.status)) {
    change(name, { state: 'refused', why: told.message });
  } else {
    change(name, { why: SAY.busy });
  }
}

// --- scanning -----------------------------------------------------------------------------------------------------

let stream = null;
let collected = null;

function collect(text) {
  const found = FRAME.exec(text);
  if (!found) return;
  const [, name, place, of, part] = found;
  if (!collected || collected.name !== name || collected.of !== Number(of)) collected = { name, of: Number(of), parts: new Map() };
  const before = collected.parts.size;
  collected.parts.set(Number(place), part);
  if (collected.parts.size !== before) showFrames();
  if (collected.parts.size === collected.of) whole();
}

async function whole() {
  const { of, parts } = collected;
  collected = null;
  stopCamera();
  const text = Array.from({ length: of }, (_, index) => parts.get(index + 1) || '').join('');
  const wrong = await take(text);
  if (wrong) say(wrong);
}

async function startCamera() {
  wrongWith('camera-wrong', '');
  try {
    if (!navigator.mediaDevices) throw new Error('no camera');
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 } } });
  } catch (error) {
    wrongWith('camera-wrong', error.name === 'NotAllowedError' ? SAY.refused : SAY.noCamera);
    return;
  }
  const video = at('camera');
  video.srcObject = stream;
  video.hidden = false;
  at('scan').textContent = 'Tắt máy ảnh';
  await video.play();
  if (navigator.wakeLock) navigator.wakeLock.request('screen').catch(() => {});
  look(video);
}

function stopCamera() {
  if (!stream) return;
  stream.getTracks().forEach(track => track.stop());
  stream = null;
  at('camera').hidden = true;
  at('frames').hidden = true;
  at('scan').textContent = 'Bật máy ảnh';
}

async function look(video) {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  while (stream) {
    if (video.videoWidth) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      pen.drawImage(video, 0, 0);
      const seen = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ['QRCode'], maxNumberOfSymbols: 1 });
      for (const code of seen) if (stream) collect(code.text);
    }
    await new Promise(next => requestAnimationFrame(next));
  }
}

// --- what is shown ------------------------------------------------------------------------------------------------

function say(text) {
  at('said').textContent = text;
}

function wrongWith(id, text) {
  at(id).textContent = text;
  at(id).hidden = !text;
}

function clock(instant) {
  const time = new Date(instant);
  const two = number => String(number).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())} ngày ${two(time.getDate())}/${two(time.getMonth() + 1)}`;
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

at('scan').onclick = () => stream ? stopCamera() : startCamera();
at('take').onclick = () => fromText(at('text').value);
at('file').onchange = async event => {
  const [file] = event.target.files;
  if (file) await fromText(await file.text());
  event.target.value = '';
};
at('send').onclick = handIn;
addEventListener('online', handIn);
setInterval(handIn, TRY_AGAIN_MS);
show();
handIn();
