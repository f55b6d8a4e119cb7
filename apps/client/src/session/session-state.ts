/** Who is signed in, as far as the client knows. */
import type { User } from '../api/types';

export type SessionState =
  | { readonly status: 'loading' }
  | { readonly status: 'signed-out' }
  /** The service did not answer: nobody knows. */
  | { readonly status: 'unreachable' }
  | { readonly status: 'signed-in'; readonly user: User }
  /** The service has stopped accepting the session. What the person was at stays on the screen. */
  | { readonly status: 'expired'; readonly user: User };

export function expired(state: SessionState): SessionState {
  return state.status === 'signed-in' ? { status: 'expired', user: state.user } : state;
}

/** The person on the screen: also once their session has run out. */
export function userOf(state: SessionState): User | null {
  return state.status === 'signed-in' || state.status === 'expired' ? state.user : null;
}
