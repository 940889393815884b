import { symbolAddress } from './code-card.js';
import { element } from './dom.js';
import { sayAt, warnAt } from './messages.js';
import { fileDate, isExpired, moment } from './time.js';
import { filePart } from './who.js';
import { t } from './words.js';

/* Pixels. 49 modules of 20, quiet zone included: sharp on every screen, and a scanner needs no scaling to find them. */
const QR_SIDE = 980;
const MARGIN = 50;
const WIDTH = QR_SIDE + 2 * MARGIN;
const TEXT_HEIGHT = 300;
export const FONT = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
const INK = '#000000';

/** The code as one PNG: the symbol, and under it the masked name, who it is among relatives, and until when it is valid. */
export async function pictureOf(code, mark) {
  const symbol = await loadedSymbol(code, QR_SIDE);
  const canvas = element('canvas', { width: WIDTH, height: WIDTH + TEXT_HEIGHT });
  const paper = canvas.getContext('2d');
  paper.fillStyle = '#ffffff';
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingEnabled = false;
  paper.drawImage(symbol, MARGIN, MARGIN, QR_SIDE, QR_SIDE);
  line(paper, mark === '' ? code.masked_name : `${code.masked_name}  ${mark}`, 1_100, 84, 'bold');
  line(paper, t('picture.until', { until: moment(code.valid_until) }), 1_210, 54);
  line(paper, t('full.title'), 1_300, 44);
  return blobOf(canvas, 'image/png');
}

export async function loadedSymbol(code, side) {
  const symbol = new Image(side, side);
  symbol.src = symbolAddress(code, side);
  await symbol.decode();
  return symbol;
}

export function blobOf(canvas, type, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gives no file'))), type, quality);
  });
}

function line(paper, text, y, size, weight = 'normal') {
  paper.fillStyle = INK;
  paper.textAlign = 'center';
  paper.font = `${weight} ${size}px ${FONT}`;
  paper.fillText(text, WIDTH / 2, y, WIDTH - 2 * MARGIN);
}

export function pictureName(code, mark) {
  const who = filePart(mark);
  const day = fileDate(code.valid_until);
  return `${who === '' ? t('picture.file', { day }) : t('picture.file_of', { who, day })}.png`;
}

/**
 * Saves the picture where the browser saves files, and shows it: browsers inside other apps often save nothing, but let a
 * picture be held and saved. Nothing is made of a code that has expired.
 */
export async function save(code, mark, at) {
  if (isExpired(code)) {
    warnAt(at, t('mine.ended'));
    return;
  }
  try {
    const address = URL.createObjectURL(await pictureOf(code, mark));
    const old = at.querySelector('img');
    if (old) {
      URL.revokeObjectURL(old.src);
    }
    sayAt(at, t('picture.saved'));
    const link = element('a', { href: address, download: pictureName(code, mark), class: 'button' }, t('picture.again'));
    at.append(element('figure', { class: 'saved' }, element('img', { src: address, alt: t('picture.alt') }), link));
    link.click();
  } catch {
    warnAt(at, t('picture.failed'));
  }
}
