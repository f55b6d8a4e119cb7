/** The names that the client gives to what the service answers; read off the generated schema. */
import type { components, paths } from './schema';

type Answer<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type Preview = Answer<paths['/api/import/preview']['post']>;
type Accepted<Operation> = Operation extends {
  responses: { 202: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;
/** How far an import is that the service carries out. */
export type ImportStatus = Accepted<paths['/api/import']['post']>;
export type ImportResult = Answer<paths['/api/import']['post']>;
/** An import that was done, newest first in the list. */
export type PastImport = Answer<paths['/api/import/history']['get']>['imports'][number];
/** An address of the service; one that it no longer has does not compile. */
export type ApiPath =
  Extract<keyof paths, `/api/${string}`> | `/api/import/${string}` | `/api/uploads/${string}`;
type Form<Operation> = Operation extends {
  requestBody: { content: { 'multipart/form-data': infer Body } };
}
  ? Omit<Body, 'file' | 'upload'>
  : never;
/** The parts of an import beside its archive. */
export type ImportForm = Form<paths['/api/import']['post']>;

/** By hand: the document names the addresses of signing in, but not yet what they answer. */
export interface User {
  readonly id: string;
  readonly email: string;
}
export interface SessionAnswer {
  readonly user: User;
}

/** A row that would not stay as it is; see the description of the API. */
export type PreviewItem = components['schemas']['PreviewItem'];
export type ItemEffect = PreviewItem['effect'];
/** Of a row that changes: one of its fields. */
export type FieldChange = NonNullable<PreviewItem['changes']>[number];
/** The last line of a list of items. */
export type PreviewEnd = components['schemas']['PreviewEnd'];

export type ArchiveDescription = Preview['archive'];
export type ImportMode = ImportResult['mode'];
export type KindEffects = ImportResult['effects'];
export type EffectCounts = KindEffects[string];

/** A mistake or a warning as the client shows it: the schema's, or one that a problem document carries. */
export interface Issue {
  readonly file: string;
  readonly pointer: string;
  /** From 1; null where the file as a whole is meant. */
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string;
  readonly detail: string;
  /** What a person calls the entry that it is in, as far as that can be read. */
  readonly label?: string;
  /** What the file says where something else belongs, and what that is. */
  readonly value?: string;
  readonly expected?: components['schemas']['Issue']['expected'];
  /** The kind of which `count` rows are meant. */
  readonly kind?: string;
  readonly count?: number;
  /** The mode that this stands in the way of. */
  readonly mode?: ImportMode;
}

/** Effects per mode; null for a mode that cannot take this archive (the warnings say why). */
export type EffectsByMode = NonNullable<Preview['effects']>;
/** A preview that can be confirmed. */
export type ValidPreview = Preview & { readonly valid: true; readonly effects: EffectsByMode };

export function isConfirmable(preview: Preview): preview is ValidPreview {
  return preview.valid && preview.effects !== null;
}
