/** What happens, per kind of entry: a table where there is room, a list where there is none. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportMode, KindEffects } from '../api/types';
import { WIDE_FROM } from '../theme/use-theme';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { useTextWidth } from '../ui/lettering';
import { Text } from '../ui/text';
import { EffectsAsList } from './effects-as-list';
import { EffectsAsTable } from './effects-as-table';
import { EFFECTS, effectRowsOf, tellingRowsOf, totalOf } from './effects';
import { skipsAny } from './modes';

interface EffectsTableProps {
  /** Names the table for screen readers. */
  readonly label: string;
  readonly effects: KindEffects;
  readonly mode: ImportMode;
}

export function EffectsTable({ label, effects, mode }: EffectsTableProps) {
  const { t } = useTranslation();
  const wide = useTextWidth() >= WIDE_FROM;
  const [all, setAll] = useState(false);
  const rows = effectRowsOf(effects);
  const telling = tellingRowsOf(rows);
  const shown = all ? rows : telling;
  const total = totalOf(effects);
  const columns = EFFECTS.filter((effect) => total[effect] > 0);
  if (rows.length === 0) return null;
  return (
    <Stack gap="s">
      {shown.length === 0 ? null : wide ? (
        <EffectsAsTable label={label} rows={shown} columns={columns} />
      ) : (
        <EffectsAsList label={label} rows={shown} />
      )}
      {telling.length === rows.length ? null : (
        <Row>
          <Button
            kind="quiet"
            label={t(all ? 'account.yourData.effects.less' : 'account.yourData.effects.more', {
              count: rows.length - telling.length,
            })}
            onPress={() => setAll(!all)}
          />
        </Row>
      )}
      {total.keep > 0 ? (
        <Text small tone="muted">
          {t('account.yourData.effects.keepMeans')}
        </Text>
      ) : null}
      {total.skip > 0 && skipsAny(mode) ? (
        <Text small tone="muted">
          {t(`account.modes.${mode}.skips`)}
        </Text>
      ) : null}
    </Stack>
  );
}
