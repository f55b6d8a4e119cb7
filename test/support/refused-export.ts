/** Exports that are refused before their first byte. */
import type { ProblemBody, TestService, TestUser } from './service.js';

/** A row that a refusal names. */
export interface NamedRow {
  readonly kind: string;
  readonly id: string;
  readonly bytes: number;
}

type Refusal = ProblemBody & { readonly rows?: readonly NamedRow[] };

/** The problem that an export is answered with. @throws Error where it is not refused */
export async function refusedExport(service: TestService, user: TestUser): Promise<Refusal> {
  const response = await fetch(`${service.url}/api/export`, {
    headers: { authorization: `Bearer ${user.token}` },
  });
  if (response.ok) {
    await response.body?.cancel();
    throw new Error('The export has begun');
  }
  return (await response.json()) as Refusal;
}
