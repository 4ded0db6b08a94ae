// Looks at the printed poster: whether its code leads to the commune's own ballot, and whether that ballot answers. The app
// passes the address that must be there behind the #, and is told what was found in the address that leads back.
'use strict';

const WAIT_MS = 15000;
const LONGEST_SIDE = 1600;
const BALLOT = 'name="rating"';
const SAY = {
  refused: 'Trình duyệt chưa được dùng máy ảnh. Hãy cho phép trong cài đặt của trang rồi bật lại, hoặc chọn ảnh chụp.',
  noCamera: 'Không mở được máy ảnh trên máy này. Hãy chụp áp phích bằng ứng dụng máy ảnh rồi chọn ảnh.',
  noReader: 'Trang này chưa tải đủ để quét. Hãy mở lại trang khi có mạng.',
  lost: 'Trang này cần được mở từ Sổ Trực: vào Hôm nay, bấm Kiểm tra mã trên áp phích.',
  noPicture: 'Không mở được ảnh này. Hãy chọn ảnh khác hoặc bật máy ảnh.',
};
// What was found: what it is called, what it means, and the name of the button that leads back with it.
const FOUND = {
  ok: ['Áp phích đúng và đang chạy', 'Mã dẫn tới phiếu ý kiến của xã, và trang phiếu có trả lời.', 'Xong, về Sổ Trực'],
  unasked: ['Áp phích đúng, chưa hỏi được trang phiếu', 'Mã dẫn tới đúng địa chỉ của xã. Lúc này chưa có mạng, hoặc máy chủ bận, nên chưa biết trang phiếu có chạy không.', 'Xong, về Sổ Trực'],
  dead: ['Đúng địa chỉ nhưng trang phiếu không còn', 'Người dân quét sẽ không gửi được ý kiến. Hãy báo Văn phòng.', 'Báo Văn phòng'],
  wrong: ['Mã này dẫn tới chỗ khác', 'Không phải phiếu ý kiến của điểm trực này. Nếu đúng là mã trên áp phích, có thể ai đó đã dán đè: hãy che lại, đừng mời người dân quét.', 'Đúng là mã trên áp phích, báo Văn phòng'],
  unreadable: ['Không đọc được mã trong ảnh', 'Thử chụp gần hơn, đủ sáng, cả mã nằm trong ảnh. Nếu mã bị rách, mờ hay mất thì báo Văn phòng.', 'Mã bị hỏng, báo Văn phòng'],
};
let expected = '';
try {
  expected = decodeURIComponent(location.hash.slice(1));
} catch (error) {
  // Not from the app; said below.
}

// The same address whatever spelling a URL allows; not the same is what is no address at all.
function same(text) {
  try {
    return new URL(text.trim()).href === new URL(expected).href;
  } catch (error) {
    return false;
  }
}

// Only the ballot itself says that it is alive: the page of somebody's Wi-Fi answers as well.
async function alive() {
  try {
    const answer = await fetch(expected, { cache: 'no-store', credentials: 'omit', redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) });
    if ([404, 410].includes(answer.status)) return 'dead';
    return answer.ok && (await answer.text()).includes(BALLOT) ? 'ok' : 'unasked';
  } catch (error) {
    return 'unasked';
  }
}

async function seen(text) {
  stopCamera();
  if (!same(text)) return show('wrong', text);
  at('reading').hidden = true;
  show(await alive(), '');
}

function cameraOn() {}
function cameraOff() {}

function show(found, address) {
  const [told, means, name] = FOUND[found];
  at('told').textContent = told;
  at('told').className = ['ok', 'unasked'].includes(found) ? '' : 'wrong';
  at('means').textContent = means;
  at('address').textContent = address.slice(0, 200);
  at('report').textContent = name;
  at('report').href = `./#/poster?found=${found}`;
  at('result').hidden = false;
  at('reading').hidden = true;
  at('told').focus();
}

function again() {
  at('result').hidden = true;
  at('reading').hidden = false;
}

async function read(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch (error) {
    return wrongWith('camera-wrong', SAY.noPicture);
  }
  const less = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * less;
  canvas.height = picture.height * less;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const [code] = await codesIn(pen.getImageData(0, 0, canvas.width, canvas.height));
  return code ? seen(code.text) : show('unreadable', '');
}

at('again').onclick = again;
at('file').onchange = async event => {
  const [file] = event.target.files;
  event.target.value = '';
  stopCamera();
  wrongWith('camera-wrong', '');
  if (file) await read(file).catch(() => wrongWith('camera-wrong', SAY.noReader));
};
if (!same(expected)) {
  wrongWith('lost', SAY.lost);
  at('reading').hidden = true;
}
