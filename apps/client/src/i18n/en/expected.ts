/** English: what belongs into a field, by its type. */

const text = 'Write a text; put it in quotes if it looks like a number, true, false or null.';

export const expected = {
  text,
  markdown: text,
  choice: 'Write one of: {{values}}.',
  boolean: 'Write true or false, without quotes.',
  integer: 'Write a whole number from {{min, number}} to {{max, number}}, without quotes.',
  decimal: 'Write a number, without quotes.',
  date: 'Write a day such as 2019-05-31.',
  partialDate: 'Write a date such as 2019, 2019-05, 2019-05-31 or --05-31.',
  timestamp: 'Write a moment such as 2019-05-31T12:00:00Z.',
  textList: 'Write a list of texts.',
  json: 'Write keys with values.',
  digest: 'Write a SHA-256 digest: 64 digits and letters from a to f.',
  reference: 'Write the UUID of another entry.',
  media: 'Write a path such as media/<uuid>.jpg.',
} as const;
