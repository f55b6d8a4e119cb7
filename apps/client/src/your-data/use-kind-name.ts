/** The name of a kind in the current language; a kind that this client does not know keeps the service's. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { KINDS, type Kind } from './kinds';

export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (kind) => ((KINDS as readonly string[]).includes(kind) ? t(`account.kinds.${kind as Kind}`) : kind),
    [t],
  );
}
