/** What runs the laws. */

/** What Jest, Vitest, Mocha and node:test have in common. */
export interface TestFrame {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>, timeout?: number): unknown;
}
