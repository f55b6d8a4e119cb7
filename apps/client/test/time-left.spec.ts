/** How long something still takes: what is expected, and how it is said. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { i18n } from '../src/i18n/i18n';
import { timeLeftInWords } from '../src/i18n/words';
import { timeLeft } from '../src/your-data/time-left';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('what is left', () => {
  it('is what is left at the speed until now, wherever it began', () => {
    fc.assert(
      fc.property(
        fc.record({
          from: fc.integer({ min: 0, max: 1e9 }),
          speed: fc.integer({ min: 1, max: 1e5 }),
          took: fc.integer({ min: 3, max: 1e4 }),
          rest: fc.integer({ min: 0, max: 1e4 }),
        }),
        ({ from, speed, took, rest }) => {
          const done = from + speed * took;
          const left = timeLeft({ at: 0, done: from }, { at: took * SECOND, done }, done + speed * rest);
          expect(left).toBeCloseTo(rest * SECOND, 0);
        },
      ),
    );
  });

  it.each([
    ['too little time has gone by', { at: 2 * SECOND, done: 50 }],
    ['nothing has come', { at: 20 * SECOND, done: 0 }],
  ])('is not told where %s', (_, now) => {
    expect(timeLeft({ at: 0, done: 0 }, now, 100)).toBeNull();
  });

  it('is never less than nothing, also where more comes than was announced', () => {
    expect(timeLeft({ at: 0, done: 0 }, { at: 9 * SECOND, done: 120 }, 100)).toBe(0);
  });
});

it.each([
  [3 * SECOND, 'a few seconds left', 'noch ein paar Sekunden'],
  [10 * SECOND, 'about 10 seconds left', 'noch etwa 10 Sekunden'],
  [41 * SECOND, 'about 50 seconds left', 'noch etwa 50 Sekunden'],
  [51 * SECOND, 'about 1 minute left', 'noch etwa 1 Minute'],
  [61 * SECOND, 'about 2 minutes left', 'noch etwa 2 Minuten'],
  [59.5 * MINUTE, 'about 1 hour left', 'noch etwa 1 Stunde'],
  [61 * MINUTE, 'about 2 hours left', 'noch etwa 2 Stunden'],
])('%d ms are said as exactly as such a guess is', (milliseconds, english, german) => {
  expect(timeLeftInWords(i18n.getFixedT('en'), milliseconds)).toBe(english);
  expect(timeLeftInWords(i18n.getFixedT('de'), milliseconds)).toBe(german);
});
