// Opens the app: the first time it downloads everything and then starts from the cache like every later time.
'use strict';

const SLOW_MS = 20000;
const GRACE_MS = 15000;
const GIVE_UP_MS = 150000;
const FAST_GIVE_UP_MS = 40000;
const CHECK_MS = 1800000;
const root = document.documentElement;
const part = id => document.getElementById(id);
const sw = navigator.serviceWorker;

let slowText = 'Máy đang chạy chậm hơn mọi khi. Hãy giữ màn hình này mở, đóng bớt ứng dụng khác và chờ thêm một chút.';
const slowTimer = setTimeout(() => { part('slow').textContent = slowText; root.dataset.slow = '1'; }, SLOW_MS);

function say(text) {
  part('doing').textContent = text;
}

function running() {
  return root.dataset.state === 'running';
}

function fail(sentence, error) {
  if (running() || root.dataset.state === 'failed') return;
  clearTimeout(slowTimer);
  root.dataset.state = 'failed';
  part('why').textContent = sentence;
  part('detail').textContent = String((error && error.message) || error || '').trim().split('\n').pop().slice(0, 200);
  part('opening').hidden = true;
  part('failed').hidden = false;
  part('again').focus();
}

function failStart(error) {
  console.error(error);
  fail('Ứng dụng không khởi động được. Những gì đã lưu trên máy vẫn còn nguyên. Bấm Thử lại; nếu vẫn thế, hãy chụp màn ' +
    'hình này gửi Văn phòng.', error);
}

let onTrouble = failStart;

function failDownload(error) {
  console.error(error);
  if (error.name === 'QuotaExceededError') {
    return fail('Máy không còn đủ chỗ trống. Hãy xoá bớt ảnh hoặc video (cần khoảng 60 MB) rồi bấm\u00a0Thử\u00a0lại.', error);
  }
  return fail('Chưa tải xong ứng dụng vì không liên lạc được với máy chủ. Phần đã tải vẫn được giữ. Kiểm tra mạng rồi ' +
    'bấm\u00a0Thử\u00a0lại.', error);
}

function megabytes(count) {
  return (count / 1e6).toLocaleString('vi-VN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function showProgress(done, total) {
  part('bar').hidden = false;
  part('bar').value = done / total;
  say(`Đang tải ứng dụng: ${megabytes(done)} / ${megabytes(total)} MB`);
}

async function activated(worker) {
  await new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('service worker: redundant'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

async function install() {
  const slowStart = slowText;
  slowText = 'Mạng đang chậm. Hãy giữ màn hình này mở; nếu mất mạng, phần đã tải vẫn được giữ lại.';
  say('Đang tải ứng dụng…');
  part('slow').textContent = 'Chỉ phải tải một lần. Những lần sau mở được cả khi không có mạng.';
  const list = await fetch('files.json', { cache: 'no-cache' });
  if (!list.ok) throw new Error(`files.json: HTTP ${list.status}`);
  await fillCache(needed((await list.json()).files), showProgress);
  say('Đang cài ứng dụng vào máy…');
  const registration = await sw.register('sw.js', { updateViaCache: 'none' });
  await activated(registration.active || registration.waiting || registration.installing);
  part('bar').hidden = true;
  slowText = slowStart;
}

async function lookForNewVersion() {
  const registration = await sw.getRegistration();
  if (!registration || !navigator.onLine) return;
  const mark = () => { if (registration.waiting) root.dataset.update = 'ready'; };
  registration.addEventListener('updatefound', () => {
    registration.installing.addEventListener('statechange', mark);
  });
  mark();
  const saving = navigator.connection && navigator.connection.saveData;
  if (registration.active && !saving) registration.active.postMessage('fill');
  await registration.update().catch(error => console.warn('update', error));
}

function keepLooking() {
  let last = Date.now();
  lookForNewVersion();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - last < CHECK_MS) return;
    last = Date.now();
    lookForNewVersion();
  });
}

// A page in the background is not drawn: it gets its time again.
function giveUpAfter(patience) {
  setTimeout(() => {
    if (running()) return;
    if (document.hidden) giveUpAfter(patience);
    else onTrouble(new Error(`${patience / 1000} s`));
  }, patience);
}

function startApp() {
  say('Đang mở sổ trực…');
  const fast = chooseStart();
  let spoiled = () => setStrikes(3);
  const crashed = error => {
    console.error(error);
    spoiled();
    if (!running()) location.reload();  // it starts plainly then
  };
  if (fast) onTrouble = crashed;
  giveUpAfter(fast ? FAST_GIVE_UP_MS : GIVE_UP_MS);
  let drawn = false;
  let view = false;
  const uncover = () => {
    if (!drawn || !view || running()) return;
    clearTimeout(slowTimer);
    root.dataset.state = 'running';
    performance.mark('running');
    if (fast) spoiled = watchStart();
    requestAnimationFrame(() => requestAnimationFrame(() => part('splash').remove()));
    keepLooking();
  };
  window.addEventListener('flutter-first-frame', () => { drawn = true; performance.mark('flutter'); uncover(); }, { once: true });
  const onView = () => { if (!view) performance.mark('view'); view = true; uncover(); };
  globalThis.python = startPython({ fast, onView, onCrash: error => onTrouble(error) });
  const flutter = document.createElement('script');
  flutter.src = 'flutter_bootstrap.js';
  flutter.onerror = () => onTrouble(new Error('flutter_bootstrap.js'));
  chooseRenderer(fast).then(renderer => {
    flet.webRenderer = renderer;
    document.body.append(flutter);
  });
}

async function begin() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
  if (!sw.controller) await install();
  startApp();
}

// With a server in reach, start over from its version: a kept one that cannot start would otherwise stay for ever.
async function tryAgain() {
  const registration = await sw.getRegistration();
  const server = await fetch('files.json', { cache: 'no-store' }).catch(() => null);
  if (registration && server && server.ok) await registration.unregister();
  location.reload();
}

part('again').addEventListener('click', tryAgain);
window.addEventListener('unhandledrejection', event => setTimeout(() => { if (!running()) onTrouble(event.reason); }, GRACE_MS));
begin().catch(failDownload);
