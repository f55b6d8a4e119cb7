/** One row of a plan: what it is called, what becomes of it, and each field before and after. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { StyleSheet, View } from 'react-native';
import type { PreviewItem } from '../../api/types';
import { SPACE, useTheme } from '../../theme/use-theme';
import { Button } from '../../ui/button';
import { Text } from '../../ui/text';
import { useKindName } from '../use-kind-name';
import { isReason } from './reasons';
import { changeInWords, fieldInWords } from './values-in-words';

export interface Skipping {
  /** Whether it is to be left out by the choice as it stands. */
  readonly isLeftOut: (item: PreviewItem) => boolean;
  readonly toggle: (item: PreviewItem) => void;
}

interface ItemRowProps {
  readonly item: PreviewItem;
  /** Of a list that holds rows of one kind, this needs not be said. */
  readonly namesKind: boolean;
  /** Null where nothing can be left out. */
  readonly skipping: Skipping | null;
}

export const ItemRow = memo(function ItemRow({ item, namesKind, skipping }: ItemRowProps) {
  const { t } = useTranslation();
  const theme = useTheme();
  const nameOf = useKindName();
  const { label, effect, reason, changes = [], existing } = item;
  const isLeftOut = skipping?.isLeftOut(item) ?? false;
  return (
    <View style={[styles.row, { borderColor: theme.line }]}>
      <View style={styles.head}>
        <View style={styles.name}>
          <Text strong>{label}</Text>
        </View>
        <Text small strong tone={TONES[effect]}>
          {t(`account.yourData.effects.${effect}`)}
        </Text>
      </View>
      {namesKind ? (
        <Text small tone="muted">
          {nameOf(item.kind)}
        </Text>
      ) : null}
      {changes.map((change, index) => (
        <Text key={index} small>
          {t('account.yourData.items.change', {
            field: fieldInWords(t, change),
            ...changeInWords(t, change),
          })}
        </Text>
      ))}
      {isReason(reason) ? <Text small>{t(`account.yourData.items.reasons.${reason}`)}</Text> : null}
      {existing === undefined ? null : (
        <Text small tone="muted">
          {t('account.yourData.items.lastChanged', { when: new Date(existing.updatedAt) })}
        </Text>
      )}
      {skipping !== null && mayBeSkipped(item) ? (
        <View style={styles.skip}>
          <Button
            kind="quiet"
            label={t(isLeftOut ? 'account.yourData.items.bringIn' : 'account.yourData.items.notThisOne')}
            about={label}
            onPress={() => skipping.toggle(item)}
          />
          {isLeftOut && !isOwnChoice(reason) ? (
            <Text small>{t('account.yourData.items.willBeLeftOut')}</Text>
          ) : null}
        </View>
      ) : null}
    </View>
  );
});

const TONES = { create: 'success', update: 'warning', delete: 'danger', skip: 'muted' } as const;

/** What the archive does not hold cannot be left out of it; and what is left out anyway needs no button, unless that is why. */
const mayBeSkipped = ({ location, effect, reason }: PreviewItem): boolean =>
  location !== undefined && (effect !== 'skip' || isOwnChoice(reason));

const isOwnChoice = (reason: string | undefined): boolean => reason === 'left-out';

const styles = StyleSheet.create({
  row: { borderBottomWidth: 1, paddingVertical: SPACE.s, gap: 2 },
  head: { flexDirection: 'row', flexWrap: 'wrap', columnGap: SPACE.m, justifyContent: 'space-between' },
  name: { flexShrink: 1 },
  skip: { flexDirection: 'row', flexWrap: 'wrap', columnGap: SPACE.m, alignItems: 'center' },
});
