/** Who and what goes, by name: the first few, and all of them where somebody wants to see. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Platform } from 'react-native';
import type { KindEffects, PreviewItem } from '../../api/types';
import { listInWords } from '../../i18n/words';
import { Button } from '../../ui/button';
import { Row, Stack } from '../../ui/layout';
import { Opened } from '../../ui/opened';
import { Text } from '../../ui/text';
import { totalOf } from '../effects';
import { MAIN_KINDS } from '../kinds';
import { useYourData } from '../your-data-provider';
import { ItemBrowser } from './item-browser';
import type { ItemStore } from './item-store';
import { ItemsReading } from './items-reading';
import type { ItemsSubject } from './use-items';
import { useSeen } from './use-seen';

/** Names that are told at once. */
const FIRST = 5;

interface DeletedNamesProps {
  readonly subject: ItemsSubject;
  readonly effects: KindEffects;
}

export function DeletedNames({ subject, effects }: DeletedNamesProps) {
  const { t } = useTranslation();
  const { items } = useYourData();
  const store = items.find(subject);
  const seen = useSeen(store);
  const [isOpen, setIsOpen] = useState(false);
  const waits = store === null && !isSentCheaply(subject);
  useEffect(() => {
    if (store === null && !waits) items.read(subject);
  }, [store, waits, items, subject]);
  const deleted = useMemo(() => deletedIn(store), [store, seen.version]);
  const total = totalOf(effects).delete;
  const first = firstOf(deleted);
  const rest = total - first.length;
  const names = first.map(({ label }) => label);
  const isReading = seen.reading === 'reading';
  if (waits) {
    return (
      <Row>
        <Button label={t('account.yourData.items.showWhich')} onPress={() => items.read(subject)} />
      </Row>
    );
  }
  return (
    <Stack gap="s">
      {first.length > 0 ? <Text>{rest > 0 ? names.join(', ') : listInWords(t, names)}</Text> : null}
      {seen.reading === 'whole' || (isReading && first.length > 0) ? null : (
        <ItemsReading seen={seen} again={() => items.read(subject)} />
      )}
      {first.length > 0 && rest > 0 ? (
        <Row>
          <Button
            label={t(isOpen ? 'account.yourData.items.fewer' : 'account.yourData.items.andMore', {
              count: rest,
            })}
            expanded={isOpen}
            onPress={() => setIsOpen(!isOpen)}
          />
        </Row>
      ) : null}
      {isOpen ? (
        <Opened
          title={t('account.yourData.items.goes')}
          closeLabel={t('account.yourData.items.close')}
          onClose={() => setIsOpen(false)}
        >
          <ItemBrowser
            label={t('account.yourData.items.goes')}
            items={deleted}
            version={seen.version}
            busy={isReading}
            mainKind={null}
            skipping={null}
          />
        </Opened>
      ) : null}
    </Stack>
  );
}

/** A phone sends the file each time it asks, which somebody may pay for. */
const CHEAP_BYTES = 4 * 1024 * 1024;

const isSentCheaply = (subject: ItemsSubject): boolean =>
  subject.of === 'undo' ||
  Platform.OS === 'web' ||
  (subject.file.size !== null && subject.file.size <= CHEAP_BYTES);

function deletedIn(store: ItemStore | null): readonly PreviewItem[] {
  if (store === null) return [];
  return store
    .areas()
    .flatMap((area) => store.areaItems(area).kept.filter(({ effect }) => effect === 'delete'));
}

/** People and notes rather than what hangs on them. */
function firstOf(deleted: readonly PreviewItem[]): readonly PreviewItem[] {
  const isMain = ({ kind }: PreviewItem): boolean => (MAIN_KINDS as readonly string[]).includes(kind);
  const first = deleted.filter(isMain).slice(0, FIRST);
  return first.length > 0 ? first : deleted.slice(0, FIRST);
}
