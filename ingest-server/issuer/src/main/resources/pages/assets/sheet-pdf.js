import { element } from './dom.js';
import { pdfOf } from './pdf.js';
import { FONT, blobOf, loadedSymbol } from './picture.js';
import { moment } from './time.js';
import { t } from './words.js';

/** The print sheet as a PDF file: six codes a page, drawn at 300 dots an inch, where a module of 0.04 inches is 12 whole dots. */

const DOTS_PER_INCH = 300;
const WIDTH = 2_480;
const HEIGHT = 3_508;
const MARGIN = dots(10);
const SLIP_WIDTH = dots(95);
const SLIP_HEIGHT = dots(91);
const SYMBOL_SIDE = 1.96 * DOTS_PER_INCH;
const CUT = dots(4);
const COLUMNS = 2;
const SLIPS_A_PAGE = 6;
const JPEG_QUALITY = 0.85;

function dots(millimetres) {
  return Math.round(millimetres / 25.4 * DOTS_PER_INCH);
}

/** What stands above a printed code. */
export function titleOf(code) {
  return code.fetched_by === 'relative' ? `${t('print.title')} · ${t('relatives.fetched')}` : t('print.title');
}

/** @param entries as { code, mark } */
export async function sheetPdf(entries) {
  const pages = [];
  for (let first = 0; first < entries.length; first += SLIPS_A_PAGE) {
    const blob = await page(entries.slice(first, first + SLIPS_A_PAGE));
    pages.push({ bytes: await bytesOf(blob), width: WIDTH, height: HEIGHT });
  }
  return pdfOf(pages);
}

/* Blob.arrayBuffer is missing in web views of before 2020. */
function bytesOf(blob) {
  return new Response(blob).arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

async function page(entries) {
  const canvas = element('canvas', { width: WIDTH, height: HEIGHT });
  const paper = canvas.getContext('2d');
  paper.fillStyle = '#ffffff';
  paper.fillRect(0, 0, WIDTH, HEIGHT);
  paper.imageSmoothingEnabled = false;
  paper.textAlign = 'center';
  for (const [i, entry] of entries.entries()) {
    await slip(paper, entry, MARGIN + (i % COLUMNS) * SLIP_WIDTH, MARGIN + Math.floor(i / COLUMNS) * SLIP_HEIGHT);
  }
  return blobOf(canvas, 'image/jpeg', JPEG_QUALITY);
}

async function slip(paper, { code, mark }, left, top) {
  const centre = left + SLIP_WIDTH / 2;
  cutMarks(paper, left, top);
  text(paper, titleOf(code), centre, top + 80, 42, 'bold');
  paper.drawImage(await loadedSymbol(code, SYMBOL_SIDE), Math.round(centre - SYMBOL_SIDE / 2), top + 110, SYMBOL_SIDE, SYMBOL_SIDE);
  text(paper, mark === '' ? code.masked_name : `${code.masked_name}  ${mark}`, centre, top + 790, 80, 'bold');
  text(paper, t('print.until', { until: moment(code.valid_until) }), centre, top + 870, 44, 'bold');
  text(paper, t('print.show'), centre, top + 950, 38);
}

function text(paper, words, x, y, size, weight = 'normal') {
  paper.fillStyle = '#000000';
  paper.font = `${weight} ${size}px ${FONT}`;
  paper.fillText(words, x, y, SLIP_WIDTH - 2 * CUT);
}

function cutMarks(paper, left, top) {
  paper.fillStyle = '#000000';
  for (const [x, inward] of [[left, CUT], [left + SLIP_WIDTH, -CUT]]) {
    for (const [y, down] of [[top, CUT], [top + SLIP_HEIGHT, -CUT]]) {
      paper.fillRect(Math.min(x, x + inward), y - 1, CUT, 3);
      paper.fillRect(x - 1, Math.min(y, y + down), 3, CUT);
    }
  }
}
