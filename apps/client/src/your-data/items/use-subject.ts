/** Whose rows a step of the import shows. */
import { useMemo } from 'react';
import { formOfChoice } from '../choice';
import type { StateOf } from '../import-state';
import type { ItemsSubject } from './use-items';

export function useSubject({ file, preview, mode, choice }: StateOf<'summary' | 'confirming'>): ItemsSubject {
  return useMemo(
    () => ({ of: 'archive', file, preview, mode, choice: formOfChoice(choice) }),
    [file, preview, mode, choice],
  );
}
