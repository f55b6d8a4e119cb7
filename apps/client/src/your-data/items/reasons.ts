/** Why a row of the archive is left out, as far as this client has words for it. */
import { en } from '../../i18n/en';

type Reason = keyof typeof en.account.yourData.items.reasons;

export const isReason = (reason: string | undefined): reason is Reason =>
  reason !== undefined && Object.hasOwn(en.account.yourData.items.reasons, reason);
