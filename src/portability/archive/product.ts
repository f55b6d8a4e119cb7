/** Whose archives these are. All that is named after an application is derived from this. */

export interface Product {
  /** As people know it. */
  readonly name: string;
  /**
   * In the names of archives, of their format, of locks in the database and of metrics: lower-case letters, digits and hyphens.
   * Never changed once there are archives.
   */
  readonly slug: string;
  /** What a person is told who opens an archive; each has a plain default. */
  readonly readme?: {
    /** Sentences that say what the archive is of. */
    readonly about?: string;
    /** What comes before the list of modes: where to import it. */
    readonly importing?: string;
  };
}

/** @throws Error where the slug cannot be part of a file's name (a mistake of the programmer) */
export function assertProduct({ slug }: Product): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug))
    throw new Error(`The slug ${JSON.stringify(slug)} is not lower-case letters, digits and hyphens`);
}
