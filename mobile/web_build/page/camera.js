// The camera of a page that reads QR codes. The page itself says what it does with what was `seen`, what it shows with
// `cameraOn` and `cameraOff`, and in SAY what is wrong without one.
'use strict';

const at = id => document.getElementById(id);
let stream = null;
let starting = false;
let awake = null;

function wrongWith(id, text) {
  at(id).textContent = text;
  at(id).hidden = !text;
}

function codesIn(picture) {
  return ZXingWASM.readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
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
  cameraOn();
  await video.play();
}

function stopCamera() {
  if (awake) awake.release();
  awake = null;
  if (!stream) return;
  stream.getTracks().forEach(track => track.stop());
  stream = null;
  at('camera').hidden = true;
  cameraOff();
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
        const found = await codesIn(pen.getImageData(0, 0, canvas.width, canvas.height));
        for (const code of found) if (stream === mine) seen(code.text);
      }
      await new Promise(next => requestAnimationFrame(next));
    }
  } catch (error) {
    stopCamera();
    wrongWith('camera-wrong', SAY.noReader);
  }
}

at('scan').onclick = () => stream ? stopCamera() : startCamera();
// An iPhone shows a still picture after another app was in front: what was scanned stays, the camera is begun anew.
document.addEventListener('visibilitychange', () => { if (document.hidden) stopCamera(); });
