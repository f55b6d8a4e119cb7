/** The service's API as types, in the shape that openapi-typescript writes; `npm run generate:api` replaces this file. */
interface User {
  id: string;
  email: string;
}
interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  [extension: string]: unknown;
}
interface ArchiveIssue {
  file: string;
  pointer: string;
  line: number | null;
  column: number | null;
  code: string;
  detail: string;
}
interface ArchiveWarning extends ArchiveIssue {
  kind?: string;
  count?: number;
  mode?: 'replace' | 'merge' | 'copies';
}
interface EffectCounts {
  create: number;
  update: number;
  unchanged: number;
  delete: number;
  keep: number;
  skip: number;
}
interface KindEffects {
  [kind: string]: EffectCounts;
}
interface ArchiveDescription {
  formatVersion: number;
  exportedAt: string;
  appVersion: string;
  sha256: string;
  counts: { [kind: string]: number };
  media: { files: number; bytes: number };
}
interface ImportPreview {
  archive: ArchiveDescription;
  valid: boolean;
  errors: ArchiveIssue[];
  errorCount: number;
  warnings: ArchiveWarning[];
  warningCount: number;
  effects: { replace: KindEffects | null; merge: KindEffects | null; copies: KindEffects | null } | null;
}
interface ImportResult {
  mode: 'replace' | 'merge' | 'copies';
  archive: ArchiveDescription;
  effects: KindEffects;
  warnings: ArchiveWarning[];
  media: { stored: number; reused: number; removed: number; bytes: number };
  durationMs: number;
}

interface Json<T> {
  content: { 'application/json': T };
}
interface Problems {
  content: { 'application/problem+json': ProblemDocument };
}

export interface paths {
  '/api/auth/login': {
    post: {
      requestBody: Json<{ email: string; password: string }>;
      responses: { 200: Json<{ user: User }>; 401: Problems };
    };
  };
  '/api/auth/link': {
    post: { requestBody: Json<{ token: string }>; responses: { 200: Json<{ user: User }>; 401: Problems } };
  };
  '/api/auth/logout': { post: { responses: { 204: { content?: never } } } };
  '/api/auth/session': { get: { responses: { 200: Json<{ user: User }>; 401: Problems } } };
  '/api/import/preview': { post: { responses: { 200: Json<ImportPreview> } } };
  '/api/import': { post: { responses: { 200: Json<ImportResult> } } };
}
