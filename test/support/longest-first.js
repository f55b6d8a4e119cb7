/** In which order Jest takes the specs: what takes minutes begins first, so that no processor is idle while the last of them ends. */
import Sequencer from '@jest/test-sequencer';

/** Of more than a minute each, the longest first. */
const LONGEST = [
  'hosts/shapes',
  'operators/container-image',
  'long/new-kind',
  'operators/silence',
  'operators/database-outage',
  'faults/killed',
  'long/bench',
  'browser/accessibility',
  'browser/viewer',
  'database/same-rules',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((name) => path.includes(`test/${name}.spec.`));
  return place < 0 ? LONGEST.length : place;
};

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
}
