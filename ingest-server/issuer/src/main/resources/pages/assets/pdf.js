/**
 * A PDF file of pictures, one a page, for phones that cannot print. Each JPEG goes into the file as it is, so that this needs no
 * library: a header, three objects a page, and a table of where each object begins.
 */

const A4_WIDTH_POINTS = 595.28;
const A4_HEIGHT_POINTS = 841.89;

/** @param pages JPEG files as { bytes: Uint8Array, width, height } in pixels, each drawn over a whole A4 page */
export function pdfOf(pages) {
  const file = new Parts();
  file.add('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n');
  file.object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  const kids = pages.map((page, i) => `${3 + 3 * i} 0 R`).join(' ');
  file.object(2, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox [0 0 ${A4_WIDTH_POINTS} ${A4_HEIGHT_POINTS}] >>`);
  pages.forEach(({ bytes, width, height }, i) => {
    const number = 3 + 3 * i;
    file.object(number, `<< /Type /Page /Parent 2 0 R /Contents ${number + 1} 0 R /Resources << /XObject << /I ${number + 2} 0 R >> >> >>`);
    const drawing = `${A4_WIDTH_POINTS} 0 0 ${A4_HEIGHT_POINTS} 0 0 cm /I Do`;
    file.object(number + 1, `<< /Length ${drawing.length} >>`, drawing);
    file.object(number + 2, `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB`
      + ` /BitsPerComponent 8 /Filter /DCTDecode /Length ${bytes.length} >>`, bytes);
  });
  return file.end();
}

/** The parts of the file, and where its objects begin. */
class Parts {
  constructor() {
    this.parts = [];
    this.length = 0;
    this.offsets = [];
  }

  /** Text of one byte a character, or bytes. */
  add(part) {
    const bytes = typeof part === 'string' ? Uint8Array.from(part, (character) => character.charCodeAt(0)) : part;
    this.parts.push(bytes);
    this.length += bytes.length;
  }

  object(number, dictionary, stream = null) {
    this.offsets.push(this.length);
    this.add(`${number} 0 obj\n${dictionary}\n`);
    if (stream !== null) {
      this.add('stream\n');
      this.add(stream);
      this.add('\nendstream\n');
    }
    this.add('endobj\n');
  }

  end() {
    const start = this.length;
    const count = this.offsets.length + 1;
    const rows = this.offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    this.add(`xref\n0 ${count}\n0000000000 65535 f \n${rows}`);
    this.add(`trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
    return new Blob(this.parts, { type: 'application/pdf' });
  }
}
