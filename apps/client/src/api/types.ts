/** The names that the client gives to what the service answers; every one is read off the generated schema. */
import type { paths } from './schema';

type Answer<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type Preview = Answer<paths['/api/import/preview']['post']>;
export type ImportResult = Answer<paths['/api/import']['post']>;
export type SessionAnswer = Answer<paths['/api/auth/session']['get']>;

export type User = SessionAnswer['user'];
export type ArchiveDescription = Preview['archive'];
export type Issue = Preview['errors'][number];
export type ImportMode = ImportResult['mode'];
export type KindEffects = ImportResult['effects'];
export type EffectCounts = KindEffects[string];

/** Effects per mode; null for a mode that cannot take this archive (the warnings say why). */
export type EffectsByMode = NonNullable<Preview['effects']>;
/** A preview that can be confirmed. */
export type ValidPreview = Preview & { readonly valid: true; readonly effects: EffectsByMode };

export const IMPORT_MODES = ['merge', 'replace', 'copies'] as const satisfies readonly ImportMode[];

export function isConfirmable(preview: Preview): preview is ValidPreview {
  return preview.valid && preview.effects !== null;
}
