// The camera of the page that takes sealed bundles: frames of QR codes, collected until a bundle is whole.
'use strict';

const MOST_FRAMES = 9999;
const FRAME = /^STQ1\/([A-Z2-7]{8})\/([0-9]{1,4})\/([0-9]{1,4})\/(.+)$/s;
let stream = null;
let starting = false;
let awake = null;
let collected = null;
// Frames of two phones side by side, or of a bundle left half way, do not push each other out.
const series = new Map();

function collect(text) {
  const found = FRAME.exec(text);
  if (!found) return;
  const [name, place, of] = [found[1], Number(found[2]), Number(found[3])];
  if (place < 1 || place > of || of > MOST_FRAMES) return;
  const key = `${name}/${of}`;
  const before = collected;
  collected = series.get(key) || { key, of, parts: new Map() };
  series.set(key, collected);
  const known = collected.parts.has(place);
  collected.parts.set(place, found[4]);
  if (!known || collected !== before) showFrames();
  if (collected.parts.size === of) whole();
}

async function whole() {
  const { key, of, parts } = collected;
  collected = null;
  series.delete(key);
  stopCamera();
  const text = Array.from({ length: of }, (_, index) => parts.get(index + 1)).join('');
  const wrong = await take(text);
  if (wrong === SAY.full) at('text').value = text;  // there is no need to scan it all again
  if (wrong) say(wrong);
}

async function startCamera() {
  if (starting) return;
  starting = true;
  wrongWith('camera-wrong', '');
  let got = null;
  try {
    if (!navigator.mediaDevices) throw new Error('no camera');
    got = stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 } } });
    await showCamera(got);
  } catch (error) {
    if (got && stream !== got) return;
    stopCamera();
    wrongWith('camera-wrong', error.name === 'NotAllowedError' ? SAY.refused : SAY.noCamera);
    return;
  } finally {
    starting = false;
  }
  if (navigator.wakeLock) navigator.wakeLock.request('screen').then(lock => stream === got ? awake = lock : lock.release(), () => {});
  look(at('camera'), got);
}

async function showCamera(got) {
  const video = at('camera');
  got.getTracks().forEach(track => track.onended = () => { if (stream === got) stopCamera(); });
  video.srcObject = got;
  video.hidden = false;
  at('scan').textContent = 'Tắt máy ảnh';
  if (collected) showFrames();
  await video.play();
}

function stopCamera() {
  if (awake) awake.release();
  awake = null;
  if (!stream) return;
  stream.getTracks().forEach(track => track.stop());
  stream = null;
  at('camera').hidden = true;
  at('frames').hidden = true;
  at('scan').textContent = 'Bật máy ảnh';
}

async function look(video, mine) {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  try {
    while (stream === mine) {
      if (video.videoWidth) {
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        pen.drawImage(video, 0, 0);
        const seen = await ZXingWASM.readBarcodes(pen.getImageData(0, 0, canvas.width, canvas.height), { formats: ['QRCode'], maxNumberOfSymbols: 1 });
        for (const code of seen) if (stream === mine) collect(code.text);
      }
      await new Promise(next => requestAnimationFrame(next));
    }
  } catch (error) {
    stopCamera();
    wrongWith('camera-wrong', SAY.noReader);
  }
}
