/** What an upgrade can do to a mapping: small verbs, as data, so that a worker thread can be handed them and documents be written from them. */

export type Step =
  | { readonly verb: 'renameKey'; readonly from: string; readonly to: string }
  | { readonly verb: 'dropKey'; readonly key: string; readonly why: string }
  | { readonly verb: 'splitKey'; readonly key: string; readonly pattern: string; readonly into: readonly string[] }
  | { readonly verb: 'mapValue'; readonly key: string; readonly values: Readonly<Record<string, string>> }
  | { readonly verb: 'replacePrefix'; readonly key: string; readonly from: string; readonly to: string }
  | { readonly verb: 'within'; readonly key: string; readonly steps: readonly Step[] }
  | { readonly verb: 'inChildren'; readonly key: string; readonly steps: readonly Step[] }
  | {
      readonly verb: 'liftChildren';
      readonly from: readonly [parents: string, children: string];
      readonly to: string;
      readonly parentKey: string;
    }
  | {
      readonly verb: 'nestChildren';
      readonly from: string;
      readonly to: readonly [parents: string, children: string];
      readonly parentKey: string;
    }; // prettier-ignore

/**
 * A key is called otherwise.
 * @example renameKey('howWeMet', 'metHow')
 */
export const renameKey = (from: string, to: string): Step => ({ verb: 'renameKey', from, to });

/**
 * A key is not kept.
 * @param why for the documents
 * @example dropKey('fax', 'Nobody has one any more.')
 */
export const dropKey = (key: string, why: string): Step => ({ verb: 'dropKey', key, why });

/**
 * A text becomes several: the groups of the pattern, each under its key; one that does not match stays under the first.
 * @param pattern source of a regular expression with one group per key
 * @example splitKey('name', /^(\S+) (.+)$/, 'givenName', 'familyName')
 */
export const splitKey = (key: string, pattern: RegExp, ...into: readonly string[]): Step => ({
  verb: 'splitKey',
  key,
  pattern: pattern.source,
  into,
});

/**
 * Some texts are written otherwise; all others stay.
 * @example mapValue('state', { finished: 'read' })
 */
export const mapValue = (key: string, values: Readonly<Record<string, string>>): Step => ({
  verb: 'mapValue',
  key,
  values,
});

/**
 * A text that begins so begins otherwise: a path whose folder has another name.
 * @example replacePrefix('cover', 'files/', 'media/')
 */
export const replacePrefix = (key: string, from: string, to: string): Step => ({
  verb: 'replacePrefix',
  key,
  from,
  to,
});

/**
 * Steps for the mapping under a key.
 * @example within('address', renameKey('zip', 'postalCode'))
 */
export const within = (key: string, ...steps: readonly Step[]): Step => ({ verb: 'within', key, steps });

/**
 * Steps for each row that nests under a key.
 * @example inChildren('books', renameKey('pageCount', 'pages'))
 */
export const inChildren = (key: string, ...steps: readonly Step[]): Step => ({
  verb: 'inChildren',
  key,
  steps,
});

/**
 * Rows that nested two levels below stand one level below, and name their former parent under a key.
 * @example liftChildren(['shelves', 'books'], 'books', 'shelf')
 */
export const liftChildren = (
  from: readonly [parents: string, children: string],
  to: string,
  parentKey: string,
): Step => ({ verb: 'liftChildren', from, to, parentKey });

/**
 * Rows that stood one level below and named another row there nest under that row.
 * @example nestChildren('books', ['shelves', 'books'], 'shelf')
 */
export const nestChildren = (
  from: string,
  to: readonly [parents: string, children: string],
  parentKey: string,
): Step => ({ verb: 'nestChildren', from, to, parentKey });
