import { qrAddress } from './code-card.js';
import { both, element } from './dom.js';
import { fileDate, moment } from './pairs.js';

/* Pixels. 49 modules of 20, quiet zone included: sharp on every screen, and a scanner needs no scaling to find them. */
const QR_SIDE = 980;
const MARGIN = 50;
const WIDTH = QR_SIDE + 2 * MARGIN;
const TEXT_HEIGHT = 350;
const FONT = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const INK = '#17212b';

/** The code as one PNG: the QR code, and under it the masked name and until when it is valid. */
export async function pictureOf(code) {
  const qr = new Image(QR_SIDE, QR_SIDE);
  qr.src = qrAddress(code, QR_SIDE);
  await qr.decode();
  const canvas = element('canvas', { width: WIDTH, height: WIDTH + TEXT_HEIGHT });
  const paper = canvas.getContext('2d');
  paper.fillStyle = '#ffffff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingEnabled = false;
  paper.drawImage(qr, MARGIN, MARGIN, QR_SIDE, QR_SIDE);
  const [chinese, english] = moment(code.valid_until);
  line(paper, code.masked_name, 1_090, 92, 'bold');
  line(paper, `有效期至 ${chinese}`, 1_205, 54);
  line(paper, `Valid until ${english}`, 1_285, 44);
  line(paper, '核酸采样码  Sampling code', 1_370, 40);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
  });
}

function line(paper, text, y, size, weight = 'normal') {
  paper.fillStyle = INK;
  paper.textAlign = 'center';
  paper.font = `${weight} ${size}px ${FONT}`;
  paper.fillText(text, WIDTH / 2, y, WIDTH - 2 * MARGIN);
}

/**
 * Saves the picture where the browser saves files, and shows it: browsers inside other apps often save nothing, but let a
 * picture be held and saved.
 */
export async function save(code, place) {
  const address = URL.createObjectURL(await pictureOf(code));
  const old = place.querySelector('img');
  if (old) {
    URL.revokeObjectURL(old.src);
  }
  const day = fileDate(code.valid_until);
  const link = element('a', { href: address, download: `sampling-code-until-${day}.png`, class: 'button' }, both(['再存一次', 'Save again']));
  place.replaceChildren(element(
    'figure', { class: 'saved' },
    element('figcaption', {}, both([
      '图片已保存到“下载”。如没有保存，请长按下图保存。',
      'The picture is in your downloads. If it is not, hold it and choose save.',
    ])),
    element('img', { src: address, alt: '要保存的图片 (the picture to be saved)' }),
    link));
  link.click();
}
