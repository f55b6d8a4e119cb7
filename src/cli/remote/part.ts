/** Which part of the data a request to a service elsewhere is about, as options have it: the service knows what they may be. */

export interface RemotePart {
  readonly areas?: string;
  readonly skip?: string;
}

/** For a form. */
export const partFields = ({ areas, skip }: RemotePart): Record<string, string> => ({
  ...(areas === undefined ? {} : { areas }),
  ...(skip === undefined ? {} : { skip }),
});

/** For an address; empty where it is all. */
export const partQuery = ({ areas }: RemotePart): string =>
  areas === undefined ? '' : `?${new URLSearchParams({ areas }).toString()}`;
