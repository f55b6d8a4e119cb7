/** The rows that others are shown under, numbered in the order in which the page lists them. */
import type { CompanionSource } from '../../portability/kinds.js';

/** Upper and lower case, and the usual accents, side by side. */
const folded = (text: string): string =>
  `translate(lower(${text}), 'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿßšžłŠŽŁ', 'aaaaaaceeeeiiiinoooooouuuuyaaaaaaceeeeiiiinoooooouuuuyysszlszl') COLLATE "C"`;

/** The latest first; what has no date last. */
const latestFirst = `r."start" COLLATE "C" DESC NULLS LAST`;

const ORDER = {
  people: folded(`concat_ws(' ', r."familyName", r."givenName")`),
  organizations: folded('r."name"'),
  skillSections: 'r."position"',
  skills: 'r."position"',
  education: `${latestFirst}, r."position"`,
  jobs: latestFirst,
  projects: latestFirst,
  notes: 'r."pinned" DESC, r."createdAt" DESC',
  media: folded('r."fileName"'),
} as const;

export type Root = keyof typeof ORDER;

/** What `numbers` calls them, for joins: the UUID of each row in `id`, and its number, from 0, in `n`. */
export const numbered = (root: Root): string => `"${root}Numbers"`;

/** Queries that a statement begins with, so that each root which it numbers is sorted once. */
export const numbers = ({ rows }: CompanionSource, roots: readonly Root[]): string =>
  `WITH ${roots
    .map(
      (root) =>
        `${numbered(root)} AS MATERIALIZED (SELECT r.id, row_number() OVER (ORDER BY ${ORDER[root]}, r.id COLLATE "C") - 1 AS n FROM ${rows(root)} r)`,
    )
    .join(', ')}`;
