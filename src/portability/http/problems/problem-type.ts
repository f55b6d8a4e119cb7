/** What there is to say of a problem (RFC 9457). */
export interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** What happened; `{product}` and `{slug}` stand for those of the host. */
  readonly explanation: string;
  /** What to do now. */
  readonly remedy: string;
}
