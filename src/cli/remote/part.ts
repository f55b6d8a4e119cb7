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

/** For the address of an export; empty where it is all. */
export function exportQuery({
  areas,
  viewer = true,
}: Pick<RemotePart, 'areas'> & { readonly viewer?: boolean | undefined }): string {
  const query = new URLSearchParams({
    ...(areas === undefined ? {} : { areas }),
    ...(viewer ? {} : { viewer: 'false' }),
  }).toString();
  return query === '' ? '' : `?${query}`;
}
