/** Draws the demo account's files into demo/archive/media: `npm run build && node dist/scripts/demo-media.js`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/version.js';
import { pdf } from './demo-media/pdf.js';
import { cover, logo, portrait } from './demo-media/pictures.js';

/** By the path in the archive; media.yaml says what each is. */
const FILES: Readonly<Record<string, () => Buffer>> = {
  // Ines, and the people around her.
  'fcf8034e-a3ca-4947-b241-4eb60915ed43.png': () =>
    portrait({
      background: ['#f6c28b', '#e2766f'],
      skin: '#e8b48f',
      hair: '#3d2a2a',
      clothes: '#22577a',
      length: 0.9,
    }),
  'bb1485ff-b02e-4b5e-b336-2ca83632f6ab.png': () =>
    portrait({
      background: ['#a8c5da', '#5b7c99'],
      skin: '#f0c5a5',
      hair: '#8a8f98',
      clothes: '#2f3e46',
      length: 0,
    }),
  'b94fd5b7-8eb7-42cc-9bac-28c06de77b54.png': () =>
    portrait({
      background: ['#cdb4db', '#7f6a93'],
      skin: '#b97f56',
      hair: '#1d1a20',
      clothes: '#b5446e',
      length: 1,
    }),
  'f2ced43b-1526-4c96-b73c-f1293f5e42be.png': () =>
    portrait({
      background: ['#b7d3a8', '#5f8a5b'],
      skin: '#7a4b32',
      hair: '#26201e',
      clothes: '#e0a458',
      length: 0,
    }),
  '2803034c-ff41-4d65-93bf-5cc678fb1c25.png': () =>
    portrait({
      background: ['#ffe0a3', '#f2a65a'],
      skin: '#e9b794',
      hair: '#6b3f2a',
      clothes: '#3b8070',
      length: 0.45,
    }),
  'dfc81fd7-ab4b-4831-bfce-2412ae85fee7.png': () =>
    portrait({
      background: ['#9ad1d4', '#3f7d8c'],
      skin: '#8d5a3b',
      hair: '#211a18',
      clothes: '#d8d4c8',
      length: 0.15,
    }),
  'cd196535-2561-45cf-86c3-201536d39968.png': () =>
    portrait({
      background: ['#f2b5c0', '#c9667d'],
      skin: '#f1cba5',
      hair: '#17171c',
      clothes: '#4a4e69',
      length: 0.7,
    }),
  'ee25d3f7-8858-42ad-99a0-5689aabcc867.png': () =>
    portrait({
      background: ['#d9c6a5', '#a67f4e'],
      skin: '#5e3a28',
      hair: '#14110f',
      clothes: '#386641',
      length: 0.3,
    }),
  'd6bd5f1e-8312-4b03-98f5-43f8b64317fe.png': () =>
    portrait({
      background: ['#c4cfe0', '#7587a8'],
      skin: '#f3cdb4',
      hair: '#c79a5b',
      clothes: '#8c2f39',
      length: 0,
    }),

  // Organizations.
  '8732cb5d-5df6-4866-b0d8-dd089e011d1f.png': () => logo('bars', ['#2a9d8f', '#264653']),
  'ebba2124-cdcc-497b-be60-123fa4469371.png': () => logo('waves', ['#3a86ff', '#1b2a6b']),
  'b9756c51-059c-4ff4-b4fc-bf84a86c0c97.png': () => logo('arch', ['#9d4edd', '#3c096c']),
  '08aef406-db1b-4c89-94ab-61993f6e94ff.png': () => logo('rings', ['#f4a261', '#b5523b']),
  'bdec44a3-5ac2-4aba-9df1-d0cddcec0e52.png': () => logo('leaf', ['#80b918', '#2b6a30']),
  'ee6eee0f-a0cd-4b62-91d6-5e445e3b950b.png': () => logo('tracks', ['#e63946', '#7a1c2b']),

  // Covers of projects.
  '0c3c7403-940f-43c7-94a7-3a2a6e051c2f.png': () =>
    cover({ sky: ['#2b3a67', '#f2a07b'], sun: '#ffe3a9', ground: '#1d2a44', seed: 1.3 }),
  '39870dc2-c13c-4244-b7bc-7d544a230e1c.png': () =>
    cover({ sky: ['#5fa8d3', '#e3f2dc'], sun: '#fff6cf', ground: '#1f6f5c', seed: 4.1 }),
  '0653e902-3faf-44df-a011-aa2dae85b312.png': () =>
    cover({ sky: ['#3c2a5d', '#e59ab5'], sun: '#ffd6e0', ground: '#2c1b47', seed: 7.7 }),

  // A letter, attached to a note.
  'b82e9f82-9e73-40c1-96d8-c177f491128f.pdf': () =>
    pdf('Reference for Ines Marlow', [
      { text: 'Sandbank Hearing Lab', size: 18 },
      { text: 'Calder University', size: 11 },
      { text: '', size: 11 },
      { text: '14 June 2019', size: 11 },
      { text: '', size: 11 },
      { text: 'To whom it may concern', size: 11 },
      { text: '', size: 11 },
      {
        text: 'Ines Marlow worked in this laboratory for three years, first on her thesis and then',
        size: 11,
      },
      { text: 'as a research engineer. The beamformer that she wrote is still the one we measure', size: 11 },
      { text: 'others against. She finds out what people need before she writes a line of code,', size: 11 },
      { text: 'and afterwards she stays until it works in a noisy room and not only in ours.', size: 11 },
      { text: '', size: 11 },
      { text: 'We would take her back at once.', size: 11 },
      { text: '', size: 11 },
      { text: 'Professor Jonas Adeyemi', size: 11 },
    ]),
};

const folder = join(PACKAGE_ROOT, 'demo', 'archive', 'media');
await mkdir(folder, { recursive: true });
for (const [name, make] of Object.entries(FILES)) {
  const bytes = make();
  await writeFile(join(folder, name), bytes);
  console.log(`${name} ${bytes.length} bytes`);
}
