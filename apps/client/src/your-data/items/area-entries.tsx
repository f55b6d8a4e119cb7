/** One area of a plan: whether it is brought in, how much happens to it, and the rows behind that, read when it is opened. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pressable, StyleSheet, View } from 'react-native';
import { listInWords } from '../../i18n/words';
import { SPACE, TOUCH, useTheme } from '../../theme/use-theme';
import { Checkbox } from '../../ui/checkbox';
import { Opened } from '../../ui/opened';
import { Text } from '../../ui/text';
import { AREAS } from '../kinds';
import { useAreaName } from '../use-kind-name';
import { useYourData } from '../your-data-provider';
import type { AreaCounts } from './area-effects';
import { AreaRows } from './area-rows';
import { ITEM_EFFECTS } from './find-items';
import type { Skipping } from './item-row';
import type { ItemsSubject } from './use-items';

interface AreaEntriesProps {
  readonly subject: ItemsSubject;
  readonly area: string;
  readonly counts: AreaCounts;
  readonly skipping: Skipping | null;
  /** Null where it cannot be left out. */
  readonly tick: { readonly checked: boolean; readonly onChange: (checked: boolean) => void } | null;
}

export function AreaEntries({ subject, area, counts, skipping, tick }: AreaEntriesProps) {
  const { t } = useTranslation();
  const theme = useTheme();
  const { items } = useYourData();
  const name = useAreaName()(area);
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const words = ITEM_EFFECTS.filter((effect) => counts[effect] > 0).map((effect) =>
    t(`account.yourData.effects.inWords.${effect}`, { count: counts[effect] }),
  );
  const told = words.length === 0 ? t('account.yourData.items.nothingHappens') : listInWords(t, words);
  const toggle = (): void => {
    if (!isOpen) items.read(subject);
    setIsOpen(!isOpen);
  };
  const main = AREAS.find((each) => each.area === area)?.kinds[0] ?? null;
  return (
    <View style={[styles.area, { borderColor: theme.line }]}>
      <View style={styles.line}>
        {tick === null ? null : (
          <Checkbox label={t('account.yourData.items.bringInArea', { area: name })} {...tick} />
        )}
        {words.length === 0 ? (
          <View style={styles.words}>
            <Text strong>{name}</Text>
            <Text small tone="muted">
              {told}
            </Text>
          </View>
        ) : (
          <Pressable
            role="button"
            aria-expanded={isOpen}
            {...(isOpen ? { 'aria-controls': id } : {})}
            onPress={toggle}
            style={styles.opener}
          >
            <View style={styles.words}>
              <Text strong>{name}</Text>
              <Text small tone={counts.delete > 0 ? 'danger' : 'muted'}>
                {told}
              </Text>
            </View>
            <View aria-hidden>
              <Text tone="muted">{isOpen ? '▾' : '▸'}</Text>
            </View>
          </Pressable>
        )}
      </View>
      {isOpen ? (
        <View nativeID={id}>
          <Opened title={name} closeLabel={t('account.yourData.items.close')} onClose={toggle}>
            <AreaRows subject={subject} area={area} label={name} mainKind={main} skipping={skipping} />
          </Opened>
        </View>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  area: { borderBottomWidth: 1, paddingVertical: SPACE.xs },
  line: { flexDirection: 'row', gap: SPACE.s, alignItems: 'center' },
  opener: { flex: 1, minHeight: TOUCH, flexDirection: 'row', alignItems: 'center', gap: SPACE.s },
  words: { flex: 1, paddingVertical: SPACE.xs },
});
