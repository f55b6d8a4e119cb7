/** Writes a PDF of one page of text, in one of the fonts that every reader has (ISO 32000-1, 9.6.2.2). */

export interface PageLine {
  readonly text: string;
  /** Points. */
  readonly size: number;
}

const LEFT = 72;
const TOP = 770;

/** Text in WinAnsi, which here is Latin-1; A4 upright. */
export function pdf(title: string, lines: readonly PageLine[]): Buffer {
  let drop = 0;
  const content = lines
    .map(({ text, size }) => {
      drop += size * 1.5;
      return `BT /F1 ${size} Tf ${LEFT} ${(TOP - drop).toFixed(1)} Td (${escape(text)}) Tj ET`;
    })
    .join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title (${escape(title)}) >>`,
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = file.length;
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

const escape = (text: string): string => text.replace(/[\\()]/g, '\\$&');
