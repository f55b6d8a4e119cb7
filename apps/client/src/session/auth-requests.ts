/** The requests that sign a person in and out. */
import type { Connection } from '../api/connection';
import { requestJson } from '../api/request-json';
import type { SessionAnswer, User } from '../api/types';

/** Each throws RequestFailed; wrong credentials come as `signed-out`. */
export async function requestSession(connection: Connection): Promise<User> {
  return (await requestJson<SessionAnswer>(connection, 'GET', '/api/auth/session')).user;
}

export async function requestLogin(connection: Connection, email: string, password: string): Promise<User> {
  return (await requestJson<SessionAnswer>(connection, 'POST', '/api/auth/login', { email, password })).user;
}

/** `token` is the one-time link's; it works once. */
export async function requestLink(connection: Connection, token: string): Promise<User> {
  return (await requestJson<SessionAnswer>(connection, 'POST', '/api/auth/link', { token })).user;
}

export async function requestLogout(connection: Connection): Promise<void> {
  await requestJson<null>(connection, 'POST', '/api/auth/logout');
}
