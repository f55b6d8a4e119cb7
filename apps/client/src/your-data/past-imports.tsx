/** In the foot of the card: the last imports, and the way back from each that has one. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { View } from 'react-native';
import type { KindEffects, PastImport } from '../api/types';
import { listInWords } from '../i18n/words';
import { Button } from '../ui/button';
import { Divider, Row, Stack } from '../ui/layout';
import { Heading, Text } from '../ui/text';
import { useReturnedFocus } from '../ui/use-returned-focus';
import { changesNothing, totalOf } from './effects';
import { UndoStatus } from './undo-status';
import { useAreaName } from './use-kind-name';
import { useYourData } from './your-data-provider';

/** More are of no use on a card. */
const MOST_SHOWN = 5;

export function PastImports() {
  const { t } = useTranslation();
  const { undoing } = useYourData();
  const { imports } = undoing;
  if (imports.length === 0) return null;
  return (
    <>
      <Divider />
      <Stack>
        <Heading level={3}>{t('account.yourData.past.heading')}</Heading>
        <UndoStatus undoing={undoing} />
        <View role="list" aria-label={t('account.yourData.past.heading')}>
          <Stack>
            {imports.slice(0, MOST_SHOWN).map((past) => (
              <View role="listitem" key={past.key}>
                <Past past={past} />
              </View>
            ))}
          </Stack>
        </View>
      </Stack>
    </>
  );
}

function Past({ past }: { readonly past: PastImport }) {
  const { t } = useTranslation();
  const { undoing } = useYourData();
  const { key, importedAt, mode, effects, undoes, undo } = past;
  const part = usePart(past);
  const [isAsked, setIsAsked] = useState(false);
  const isBusy = undoing.state.step === 'undoing' || undoing.state.step === 'forgetting';
  return (
    <Stack gap="s">
      <Text>
        {t('account.yourData.past.entry', {
          when: new Date(importedAt),
          what: undoes === null ? t(`account.modes.${mode}.name`) : t('account.yourData.past.undid'),
          did: useDone(effects),
        })}
      </Text>
      {part === undefined ? null : (
        <Text small tone="muted">
          {part}
        </Text>
      )}
      {undo === null ? null : (
        <>
          <Text small tone="muted">
            {t('account.yourData.past.until', { until: new Date(undo.until) })}
          </Text>
          <Row>
            <Button label={t('account.yourData.past.undo')} busy={isBusy} onPress={() => undoing.undo(key)} />
            <Button
              kind="quiet"
              label={t('account.yourData.past.forget')}
              expanded={isAsked}
              busy={isBusy}
              onPress={() => setIsAsked(!isAsked)}
            />
          </Row>
          {isAsked ? (
            <ForgetQuestion busy={isBusy} onYes={() => undoing.forget(key)} onNo={() => setIsAsked(false)} />
          ) : null}
        </>
      )}
    </Stack>
  );
}

interface ForgetQuestionProps {
  readonly busy: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

function ForgetQuestion({ busy, onYes, onNo }: ForgetQuestionProps) {
  const { t } = useTranslation();
  useReturnedFocus(true);
  return (
    <>
      <Text>{t('account.yourData.past.forgetCheck')}</Text>
      <Row>
        <Button kind="danger" label={t('account.yourData.past.forgetYes')} busy={busy} onPress={onYes} />
        <Button label={t('account.yourData.past.leave')} busy={busy} onPress={onNo} />
      </Row>
    </>
  );
}

/** "Only people and notes, without 2 entries"; undefined where nothing was chosen. */
function usePart({ areas, skipped }: PastImport): string | undefined {
  const { t } = useTranslation();
  const nameOf = useAreaName();
  const without = { count: skipped };
  if (areas !== null) {
    const list = listInWords(t, areas.map(nameOf));
    return skipped > 0
      ? t('account.yourData.past.areasWithout', { list, ...without })
      : t('account.yourData.past.areas', { list });
  }
  return skipped > 0 ? t('account.yourData.past.without', without) : undefined;
}

/** "3 new and 2 deleted". */
function useDone(effects: KindEffects): string {
  const { t } = useTranslation();
  const total = totalOf(effects);
  if (changesNothing(total)) return t('account.yourData.past.nothing');
  const words = (['create', 'update', 'delete'] as const)
    .filter((effect) => total[effect] > 0)
    .map((effect) => t(`account.yourData.effects.inWords.${effect}`, { count: total[effect] }));
  return listInWords(t, words);
}
