/** German: what belongs into a field, by its type. */

const text =
  'Schreibe einen Text; setze ihn in Anführungszeichen, wenn er wie eine Zahl, true, false oder null aussieht.';

export const expected = {
  text,
  markdown: text,
  choice: 'Schreibe eins davon: {{values}}.',
  boolean: 'Schreibe true (ja) oder false (nein), ohne Anführungszeichen.',
  integer: 'Schreibe eine ganze Zahl von {{min, number}} bis {{max, number}}, ohne Anführungszeichen.',
  decimal: 'Schreibe eine Zahl, ohne Anführungszeichen.',
  date: 'Schreibe einen Tag wie 2019-05-31.',
  partialDate: 'Schreibe ein Datum wie 2019, 2019-05, 2019-05-31 oder --05-31.',
  timestamp: 'Schreibe einen Zeitpunkt wie 2019-05-31T12:00:00Z.',
  textList: 'Schreibe eine Liste von Texten.',
  json: 'Schreibe Schlüssel mit Werten.',
  digest: 'Schreibe eine SHA-256-Prüfsumme: 64 Ziffern und Buchstaben von a bis f.',
  reference: 'Schreibe die UUID eines anderen Eintrags.',
  media: 'Schreibe einen Pfad wie media/<uuid>.jpg.',
} as const;
