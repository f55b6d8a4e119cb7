/** A phone has no document: screens are titled by their navigator. */

export function useDocument(): void {}

export function useTitle(_title: string): void {}
