/** The address of the page in a browser: which screen it is of, and going to another. Two screens need no library for that. */
import { useSyncExternalStore } from 'react';
import { BASE_PATH } from '../api/base-path';

/** The screens that have an address of their own. */
export type Href = '/account' | '/sign-in';

/** Set on entries of the history that a screen of this page has led to, so that its own entry lies right before. */
interface Led {
  readonly from?: string;
}

const listeners = new Set<() => void>();
const tellAll = (): void => listeners.forEach((listener) => listener());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** Without the path that the service lives below. */
const pathOf = (): string => window.location.pathname.slice(BASE_PATH.length) || '/';

export const usePath = (): string => useSyncExternalStore(subscribe, pathOf);

export const router = {
  push(href: Href): void {
    const led: Led = { from: pathOf() };
    window.history.pushState(led, '', BASE_PATH + href);
    tellAll();
  },
  replace(href: Href): void {
    window.history.replaceState(window.history.state, '', BASE_PATH + href);
    tellAll();
  },
  /** Back to the screen where that one has led here, so that no second entry of it lies in the history. */
  dismissTo(href: Href): void {
    if ((window.history.state as Led | null)?.from === href) window.history.back();
    else router.replace(href);
  },
};
