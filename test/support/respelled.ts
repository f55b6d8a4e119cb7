/** Area files as other tools may spell them: what they say stays the same. */

/** What another tool, or a person, may have made of the text of an area file. */
export const RESPELLED: Readonly<Record<string, (text: string) => string>> = {
  'as it was': (text) => text,
  'in another order': (text) => (text.match(/^[0-9a-f-]{36}:\n(?: .*\n|\n)+/gm) ?? ['{}\n']).reverse().join(''),
  'without its times': (text) =>
    text
      .replaceAll(/^ +(?:created|updated)At: .*\n/gm, '')
      // A row that has nothing else.
      .replaceAll(/^( *)([0-9a-f-]{36}):\n(?!\1 )/gm, '$1$2: {}\n'),
  'in another zone': (text) => text.replaceAll(/(At: '?[12]\d{3}-\d\d-1\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)Z/g, '$1 $2+05:30'),
  'with capital UUIDs': (text) =>
    text.replaceAll(/^ *[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=:)/gm, (id) => id.toUpperCase()),
}; // prettier-ignore
