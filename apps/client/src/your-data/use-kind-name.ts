/** The names of kinds and areas in the current language; what this client does not know keeps the service's. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { AREAS, KINDS, type Area, type Kind } from './kinds';

export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (kind) => ((KINDS as readonly string[]).includes(kind) ? t(`account.kinds.${kind as Kind}`) : kind),
    [t],
  );
}

export function useAreaName(): (area: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (area) => (AREAS.some((each) => each.area === area) ? t(`account.areas.${area as Area}`) : area),
    [t],
  );
}
