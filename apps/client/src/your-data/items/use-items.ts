/** Reads the rows of a plan when somebody wants to see them, and keeps them as long as the plan is shown. */
import type { TFunction } from 'i18next';
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../api/connection';
import { failureOf } from '../../api/failure';
import type { ImportMode, KindEffects, Preview, ValidPreview } from '../../api/types';
import { readPreviewLines, readUndoLines } from '../transfer/preview-lines';
import type { OnLines, PickedFile } from '../transfer/transfer';
import { createItemStore, type ItemStore } from './item-store';
import { namedItem } from './named-item';

/** Whose rows: of what a mode would do with a file, or of what undoing an import would do. */
export type ItemsSubject =
  | {
      readonly of: 'archive';
      readonly file: PickedFile;
      readonly preview: ValidPreview;
      readonly mode: ImportMode;
      /** What of the archive was looked at, as the form has it. */
      readonly choice: Readonly<Record<string, string>>;
    }
  | { readonly of: 'undo'; readonly key: string; readonly effects: KindEffects; readonly plan: string };

export interface Items {
  /** What has been read, or is being; null where nobody has asked. */
  readonly find: (subject: ItemsSubject) => ItemStore | null;
  /** Begins to read, where that has not been done, or has not ended well. */
  readonly read: (subject: ItemsSubject) => void;
}

/** They go with what they belong to. */
type Stores = WeakMap<object, Map<string, ItemStore>>;

/** @param shown the preview that is on the screen: what is read for another is no longer wanted */
export function useItems(connection: Connection, shown: Preview | null): Items {
  const stores = useRef<Stores>(new WeakMap());
  const reading = useRef(new AbortController());
  const { t } = useTranslation();
  const [version, showAgain] = useReducer((count: number) => count + 1, 0);

  useEffect(() => {
    const controller = new AbortController();
    reading.current = controller;
    return () => controller.abort();
  }, [connection, shown]);

  const find = useCallback(
    (subject: ItemsSubject) => stores.current.get(anchorOf(subject))?.get(nameOf(subject)) ?? null,
    // What was begun is found anew.
    [version],
  );
  const read = useCallback(
    (subject: ItemsSubject): void => {
      const anchor = anchorOf(subject);
      const byName = stores.current.get(anchor) ?? new Map<string, ItemStore>();
      stores.current.set(anchor, byName);
      const known = byName.get(nameOf(subject))?.seen().reading;
      if (known === 'reading' || known === 'whole') return;
      byName.set(nameOf(subject), readInto({ connection, t, signal: reading.current.signal }, subject));
      showAgain();
    },
    [connection, t],
  );
  return useMemo(() => ({ find, read }), [find, read]);
}

interface Reading {
  readonly connection: Connection;
  readonly t: TFunction;
  readonly signal: AbortSignal;
}

const anchorOf = (subject: ItemsSubject): object =>
  subject.of === 'archive' ? subject.preview : subject.effects;
const nameOf = (subject: ItemsSubject): string =>
  subject.of === 'archive' ? subject.mode : `${subject.key} ${subject.plan}`;

function readInto({ connection, t, signal }: Reading, subject: ItemsSubject): ItemStore {
  const store = createItemStore({
    isShown: (report) => isPlanOf(subject, report),
    named: (item) => namedItem(t, item),
  });
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  signal.addEventListener('abort', stop, { once: true });
  const asking = { connection, signal: enough.signal, onLines: intoStore(store, stop) };
  const answered =
    subject.of === 'archive'
      ? readPreviewLines({
          ...asking,
          file: subject.file,
          parameters: { ...subject.choice, mode: subject.mode },
        })
      : readUndoLines({ ...asking, path: `/api/import/${encodeURIComponent(subject.key)}/undo` });
  answered
    .then(store.end, (thrown: unknown) => {
      const failure = failureOf(thrown);
      if (store.seen().reading !== 'reading') return;
      if (store.seen().count > 0 || failure.kind === 'cancelled') store.end();
      else store.fail(failure);
    })
    .finally(() => signal.removeEventListener('abort', stop));
  return store;
}

/** Without a plan the service is an older one, which cannot say. */
function isPlanOf(subject: ItemsSubject, { plan }: Preview): boolean {
  const [shown, read] =
    subject.of === 'archive'
      ? [subject.preview.plan?.[subject.mode], plan?.[subject.mode]]
      : [subject.plan, plan?.replace];
  return shown === undefined || shown === null || shown === read;
}

/** Ms of work after which the screen gets its turn. */
const TURN = 8;

function intoStore(store: ItemStore, stop: () => void): OnLines {
  let since = Date.now();
  return async (lines) => {
    if (!store.take(lines)) stop();
    if (Date.now() - since < TURN) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = Date.now();
  };
}
