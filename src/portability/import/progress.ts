/** Who waits for an import or a preview: they can end it, and can be told how far it is. */

/**
 * `read`: the bytes of the archive's file so far. `stage`: rows, of as many as the manifest announces, which need not be true.
 * `plan`: the database compares. `copy`: what is there is kept, so that the import can be undone. `store`: the bytes again, while media files go to the blob store. `write`: the database writes.
 */
export type Progress =
  | { readonly step: 'read' | 'store'; readonly bytes: number }
  | { readonly step: 'stage'; readonly rows: number; readonly announced: number }
  | { readonly step: 'plan' | 'copy' | 'write' };

export interface ImportObserver {
  readonly signal?: AbortSignal;
  /** Called often, and not waited for; must not throw. */
  readonly onProgress?: (progress: Progress) => void;
}
