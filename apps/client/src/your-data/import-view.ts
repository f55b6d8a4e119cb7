/** What every view of an import step is handed. */
import type { ImportEvent, ImportState, StateOf } from './import-state';

export interface StepProps<Step extends ImportState['step']> {
  readonly state: StateOf<Step>;
  readonly dispatch: (event: ImportEvent) => void;
  /** Opens the file picker. */
  readonly choose: () => void;
}
