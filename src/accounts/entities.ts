/** The tables that signing in needs; none of them is ever archived. */
import { LoginAttempt } from './login-attempt.entity.js';
import { PersonalAccessToken } from './personal-access-token.entity.js';
import { Session } from './session.entity.js';
import { UserIdentity } from './user-identity.entity.js';
import { UserSetting } from './user-setting.entity.js';
import { User } from './user.entity.js';

export const ACCOUNT_ENTITIES = [
  User,
  UserIdentity,
  Session,
  PersonalAccessToken,
  LoginAttempt,
  UserSetting,
] as const;
