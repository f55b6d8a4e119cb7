/** Where a server is that a person names. */
import { expect, it } from '@jest/globals';
import { baseUrlFrom, urlOf } from '../src/api/connection';

it.each([
  ['carol.example', 'https://carol.example'],
  [' https://carol.example/ ', 'https://carol.example'],
  ['http://192.0.2.7:3000', 'http://192.0.2.7:3000'],
  ['example.org/carol', 'https://example.org/carol'],
  ['https://example.org/carol/', 'https://example.org/carol'],
  ['https://example.org/carol/account', 'https://example.org/carol'],
  ['https://carol.example/sign-in?x#y', 'https://carol.example'],
  ['https://ada:secret@carol.example', null],
  ['ftp://carol.example', null],
  ['', null],
])('%j is the service at %s', (typed, baseUrl) => {
  expect(baseUrlFrom(typed)).toBe(baseUrl);
  if (baseUrl !== null) expect(urlOf({ baseUrl }, '/api/export')).toBe(`${baseUrl}/api/export`);
});
