/** What a diff tells of a row. */
import type { PreviewItem } from '../import/answers.js';

/**
 * A row that differs. `create`: only the later archive has it; `delete`: only the earlier, and it is that one's UUID and place. What has
 * become of the bytes of a file is told by its digest, and by `file` where one of the archives says that it is missing.
 */
export type DiffItem = Pick<PreviewItem, 'kind' | 'id' | 'label' | 'changes' | 'location'> & {
  readonly effect: Exclude<PreviewItem['effect'], 'skip'>;
};
