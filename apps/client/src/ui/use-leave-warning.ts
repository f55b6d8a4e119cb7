/** A phone has no page to leave: what runs goes on behind other apps as long as the system lets it. */

export function useLeaveWarning(_running: boolean): void {}
