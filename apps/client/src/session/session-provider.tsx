/** Holds the session for the whole app: the web's lives in a cookie, a phone's token in memory only. */
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Platform } from 'react-native';
import { SAME_ORIGIN, type Connection } from '../api/connection';
import { failureOf } from '../api/failure';
import type { User } from '../api/types';
import { requestLink, requestLogin, requestLogout, requestSession } from './auth-requests';
import { expired, userOf, type SessionState } from './session-state';
import { createTurns } from './turns';
import { whenLookedAt } from './when-looked-at';

interface Session {
  readonly state: SessionState;
  readonly connection: Connection;
  /** These four reject with RequestFailed and leave the state as it was. */
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signInWithLink: (token: string) => Promise<void>;
  readonly signInWithToken: (connection: Connection) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** The service answered 401 to something. */
  readonly expire: () => void;
  /** Asks the service again who is signed in. */
  readonly refresh: () => Promise<void>;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider around it');
  return session;
}

/** Ends the session on the service; one that has ended already is no failure. Throws RequestFailed: then it goes on. */
async function endSession(connection: Connection): Promise<void> {
  try {
    await requestLogout(connection);
  } catch (thrown) {
    if (failureOf(thrown).kind !== 'signed-out') throw thrown;
  }
}

/** A phone starts without knowing any server; a browser's is the one that served the page. */
const STARTS_WITH_COOKIE = Platform.OS === 'web';

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [connection, setConnection] = useState<Connection>(SAME_ORIGIN);
  const [turns] = useState(createTurns);
  const [state, setState] = useState<SessionState>({ status: STARTS_WITH_COOKIE ? 'loading' : 'signed-out' });

  const refresh = useCallback(async () => {
    // The page of a one-time link asks who is signed in and signs in at the same time: the older answer may come last.
    const isLast = turns.next();
    setState({ status: 'loading' });
    const next = await requestSession(connection).then(
      (user): SessionState => ({ status: 'signed-in', user }),
      (thrown: unknown): SessionState => ({
        status: failureOf(thrown).kind === 'signed-out' ? 'signed-out' : 'unreachable',
      }),
    );
    if (isLast()) setState(next);
  }, [connection, turns]);

  useEffect(() => {
    if (STARTS_WITH_COOKIE) void refresh();
  }, [refresh]);

  const enter = useCallback(
    (user: User) => {
      turns.next();
      setState({ status: 'signed-in', user });
    },
    [turns],
  );

  // What one person was shown must not be imported into another's data.
  const { status } = state;
  useEffect(() => {
    if (status !== 'signed-in') return;
    return whenLookedAt(() => {
      const isLast = turns.next();
      void requestSession(connection).then(
        (user) => {
          if (isLast())
            setState((now) => (userOf(now)?.id === user.id ? now : { status: 'signed-in', user }));
        },
        // Whatever is asked for next will tell.
        () => undefined,
      );
    });
  }, [status, connection, turns]);

  const session = useMemo<Session>(
    () => ({
      state,
      connection,
      refresh,
      signIn: async (email, password) => enter(await requestLogin(connection, email, password)),
      signInWithLink: async (token) => enter(await requestLink(connection, token)),
      signInWithToken: async (next) => {
        const user = await requestSession(next);
        setConnection(next);
        enter(user);
      },
      signOut: async () => {
        // A token stays valid on the server: forgetting it here is all that signing out of a phone means.
        if (connection.token === undefined) await endSession(connection);
        turns.next();
        setConnection(SAME_ORIGIN);
        setState({ status: 'signed-out' });
      },
      expire: () => setState(expired),
    }),
    [state, connection, refresh, enter, turns],
  );

  return <SessionContext value={session}>{children}</SessionContext>;
}
