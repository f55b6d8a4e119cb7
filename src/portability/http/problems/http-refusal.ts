/** A refusal that says something in the words of HTTP besides. */
import { PortabilityError, type ProblemSlug, type RefusalOptions } from '../../errors.js';

export class HttpRefusal extends PortabilityError {
  /** @param headers of the answer */
  constructor(
    slug: ProblemSlug,
    detail: string,
    readonly headers: Readonly<Record<string, string>>,
    options: RefusalOptions & { readonly extensions?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(slug, detail, options.extensions, options);
  }
}

/** The headers that belong to a refusal. */
export function headersOf(refusal: PortabilityError): Readonly<Record<string, string>> {
  const { retrySeconds } = refusal.options;
  return {
    ...(retrySeconds === undefined ? {} : { 'Retry-After': String(retrySeconds) }),
    ...(refusal.slug === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...(refusal instanceof HttpRefusal ? refusal.headers : {}),
  };
}
