/** Keeps export and import above the screens, so that signing in again midway loses neither file nor progress. */
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { Preview } from '../api/types';
import { useSession } from '../session/session-provider';
import { userOf } from '../session/session-state';
import { useLeaveWarning } from '../ui/use-leave-warning';
import { isUnfinished, type ImportState } from './import-state';
import { useExport, type Export } from './use-export';
import { useItems, type Items } from './items/use-items';
import { useImport, type Import } from './use-import';
import { sentAs } from './transfer/sent-as';
import { useUndo, type Undoing } from './use-undo';

interface YourData {
  readonly exporting: Export;
  readonly importing: Import;
  readonly undoing: Undoing;
  readonly items: Items;
  /** Whether leaving would lose what the person has begun. */
  readonly isUnderway: boolean;
}

const YourDataContext = createContext<YourData | null>(null);

export function useYourData(): YourData {
  const value = useContext(YourDataContext);
  if (value === null) throw new Error('useYourData needs a YourDataProvider around it');
  return value;
}

export function YourDataProvider({ children }: { readonly children: ReactNode }) {
  const session = useSession();
  const exporting = useExport(session.connection);
  const importing = useImport(session.connection, userOf(session.state)?.id ?? null);
  const hasImported = importing.state.step === 'done';
  const undoing = useUndo(session.connection, userOf(session.state)?.id ?? null, hasImported);
  const items = useItems(session.connection, previewIn(importing.state));
  const isUnderway = exporting.state.step === 'running' || isUnfinished(importing.state);
  useLeaveWarning(isUnderway && !survivesReload(importing.state));
  const value = useMemo(
    () => ({ exporting, importing, undoing, items, isUnderway }),
    [exporting, importing, undoing, items, isUnderway],
  );

  const importSignedOut = importing.state.step === 'failed' && importing.state.failure.kind === 'signed-out';
  const exportSignedOut = exporting.state.step === 'failed' && exporting.state.failure.kind === 'signed-out';
  useEffect(() => {
    if (importSignedOut || exportSignedOut) session.expire();
  }, [importSignedOut, exportSignedOut]);

  // A copy taken before an import is no copy of what is here after it: the next Replace must offer one anew.
  const imported = hasImported || undoing.state.step === 'undone';
  const copied = exporting.state.step === 'done';
  useEffect(() => {
    if (imported && copied) exporting.reset();
  }, [imported]);

  // Same person back: carry on. Somebody else, or signed out on purpose: forget whose file this was.
  const lastUser = useRef<string | null>(null);
  const { status } = session.state;
  const user = userOf(session.state)?.id ?? null;
  useEffect(() => {
    if (status === 'signed-in' && user === lastUser.current) {
      if (importSignedOut) importing.dispatch({ type: 'look-again' });
      if (exportSignedOut) exporting.reset();
    } else if (status === 'signed-out' || status === 'signed-in') {
      importing.dispatch({ type: 'reset' });
      exporting.reset();
      lastUser.current = user;
    }
  }, [status, user]);

  return <YourDataContext value={value}>{children}</YourDataContext>;
}

/** What the service has is looked at again. */
const survivesReload = (state: ImportState): boolean =>
  (state.step === 'summary' || state.step === 'confirming') && sentAs(state.file) !== undefined;

/** What is being decided on: its rows may be wanted. */
const previewIn = (state: ImportState): Preview | null =>
  state.step === 'summary' || state.step === 'confirming' ? state.preview : null;
