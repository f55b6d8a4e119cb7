/** What happens, per kind of entry: a table where there is room, a list where there is none. */
import { useTranslation } from 'react-i18next';
import { useWindowDimensions } from 'react-native';
import type { KindEffects } from '../api/types';
import { WIDE_FROM } from '../theme/use-theme';
import { Stack } from '../ui/layout';
import { Text } from '../ui/text';
import { EffectsAsList } from './effects-as-list';
import { EffectsAsTable } from './effects-as-table';
import { EFFECTS, groupsOf, totalOf } from './effects';

interface EffectsTableProps {
  /** Names the table for screen readers. */
  readonly label: string;
  readonly effects: KindEffects;
}

export function EffectsTable({ label, effects }: EffectsTableProps) {
  const { t } = useTranslation();
  const wide = useWindowDimensions().width >= WIDE_FROM;
  const groups = groupsOf(effects);
  const total = totalOf(effects);
  const columns = EFFECTS.filter((effect) => total[effect] > 0);
  if (groups.length === 0) return null;
  return (
    <Stack gap="s">
      {wide ? (
        <EffectsAsTable label={label} groups={groups} columns={columns} />
      ) : (
        <EffectsAsList label={label} groups={groups} />
      )}
      {total.keep > 0 ? (
        <Text small tone="muted">
          {t('account.yourData.effects.keepMeans')}
        </Text>
      ) : null}
      {total.skip > 0 ? (
        <Text small tone="muted">
          {t('account.yourData.effects.skipMeans')}
        </Text>
      ) : null}
    </Stack>
  );
}
