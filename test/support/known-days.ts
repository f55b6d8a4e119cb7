/** An account with days of every shape, and texts that are written like parts of vCards and calendars. */
import type { Graph } from '../../src/portability/testing/graph-arbitrary.js';
import { sampleGraph } from './sample.js';

/** Written like parts of vCards and calendars. */
const HOSTILE = 'BEGIN:VCARD\r\nFN:x\u2028END:VEVENT\n\\;,:\\n';

export function knownGraph(): Graph {
  const graph = sampleGraph();
  const days = ['1815-12-10', '--02-29'];
  for (const [index, person] of (graph.rows['people'] ?? []).entries())
    Object.assign(person.values, {
      birthday: days[index],
      howWeMet: HOSTILE,
      ...(index === 0 ? {} : { givenName: HOSTILE }),
    });
  for (const [index, date] of (graph.rows['personDates'] ?? []).entries())
    Object.assign(date.values, { on: ['2019-05', '2001-09-01'][index], label: HOSTILE, remind: true });
  for (const affiliation of graph.rows['personAffiliations'] ?? [])
    Object.assign(affiliation.values, { end: null });
  return graph;
}
