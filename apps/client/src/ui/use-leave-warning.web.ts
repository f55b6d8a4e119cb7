/** Has the browser ask before the page is closed or reloaded while something runs that would be lost with it. */
import { useEffect } from 'react';

export function useLeaveWarning(running: boolean): void {
  useEffect(() => {
    if (!running) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [running]);
}
