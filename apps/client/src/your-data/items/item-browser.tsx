/** The rows of an area, or those that go: counted by what becomes of them, searched, and each to be left out. */
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { View } from 'react-native';
import type { ItemEffect, PreviewItem } from '../../api/types';
import { Announcement } from '../../ui/announcement';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { LongList } from '../../ui/long-list';
import { Text } from '../../ui/text';
import { TextField } from '../../ui/text-field';
import { useSettledText } from '../../ui/use-settled-text';
import { countByEffect, findItems, ITEM_EFFECTS } from './find-items';
import { ItemRow, type Skipping } from './item-row';

interface ItemBrowserProps {
  /** Names the list. */
  readonly label: string;
  /** The same list while it grows: `version` says when it has. */
  readonly items: readonly PreviewItem[];
  readonly version: number;
  readonly busy: boolean;
  /** The kind that is not worth naming on each row. */
  readonly mainKind: string | null;
  readonly skipping: Skipping | null;
}

/** So few are looked through without help. */
const FEW = 8;

export function ItemBrowser({ label, items, version, busy, mainKind, skipping }: ItemBrowserProps) {
  const { t } = useTranslation();
  const [effect, setEffect] = useState<ItemEffect | null>(null);
  const [text, setText] = useState('');
  const wantedText = useDeferredValue(text);
  const counts = useMemo(() => countByEffect(items), [items, version]);
  // A list of its own each time: what draws rows compares lists.
  const found = useMemo(
    () => [...findItems(items, { effect, text: wantedText })],
    [items, version, effect, wantedText],
  );
  const several = ITEM_EFFECTS.filter((each) => counts[each] > 0);
  const words =
    found.length === items.length
      ? t('account.yourData.items.found', { count: found.length })
      : t('account.yourData.items.foundOf', { count: found.length, total: items.length });
  const announced = useSettledText(busy ? '' : words);
  const render = useCallback(
    (item: PreviewItem) => <ItemRow item={item} namesKind={item.kind !== mainKind} skipping={skipping} />,
    [mainKind, skipping],
  );
  return (
    <>
      {items.length > FEW ? (
        <TextField
          label={t('account.yourData.items.search')}
          value={text}
          onChangeText={setText}
          inputMode="search"
        />
      ) : null}
      {several.length > 1 ? (
        <View role="group" aria-label={t('account.yourData.items.show')}>
          <Row>
            <Button
              label={t('account.yourData.items.all', { count: items.length })}
              pressed={effect === null}
              onPress={() => setEffect(null)}
            />
            {several.map((each) => (
              <Button
                key={each}
                label={t(`account.yourData.effects.inWords.${each}`, { count: counts[each] })}
                pressed={effect === each}
                onPress={() => setEffect(each)}
              />
            ))}
          </Row>
        </View>
      ) : null}
      <Text small tone="muted">
        {words}
      </Text>
      <Announcement text={announced} />
      {found.length === 0 ? null : (
        <LongList label={label} items={found} keyOf={keyOf} render={render} heightOf={heightOf} busy={busy} />
      )}
    </>
  );
}

const keyOf = ({ kind, id, effect }: PreviewItem): string => `${kind} ${id} ${effect}`;

/** Of a name, and of the lines below it where there is room for each. */
const heightOf = ({ changes = [], existing, reason }: PreviewItem): number =>
  41 + 22 * (changes.length + (existing ? 1 : 0) + (reason ? 1 : 0));
