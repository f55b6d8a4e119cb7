/** What a plan does, area by area, each of which opens to its rows; and what of the archive is to be brought in. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { View } from 'react-native';
import type { KindEffects } from '../../api/types';
import { Stack } from '../../ui/layout';
import { Heading, Text } from '../../ui/text';
import { areasHeld, MOST_LEFT_OUT, withArea, withRowToggled, type Choice } from '../choice';
import { AreaEntries } from './area-entries';
import { areaEffectsOf } from './area-effects';
import type { Skipping } from './item-row';
import type { ItemsSubject } from './use-items';

interface EntriesSectionProps {
  readonly subject: ItemsSubject;
  readonly effects: KindEffects;
  /** Null where nothing is chosen: of an undoing. */
  readonly choosing: { readonly choice: Choice; readonly onChange: (choice: Choice) => void } | null;
}

export function EntriesSection({ subject, effects, choosing }: EntriesSectionProps) {
  const { t } = useTranslation();
  const held = subject.of === 'archive' ? areasHeld(subject.preview.archive) : [];
  const areas = areaEffectsOf(effects, { held, out: choosing?.choice.areas ?? [] });
  const skipping = useMemo(
    (): Skipping | null =>
      choosing === null || held.length === 0
        ? null
        : {
            isLeftOut: ({ id }) => choosing.choice.rows.some((row) => row.id === id),
            toggle: (item) => choosing.onChange(withRowToggled(choosing.choice, item)),
          },
    [choosing?.choice, held.length],
  );
  const canChoose = skipping !== null && held.length > 0;
  if (areas.length === 0) return null;
  return (
    <Stack gap="s">
      <Heading level={4}>{t('account.yourData.items.heading')}</Heading>
      <Text>{t(canChoose ? 'account.yourData.items.introChoosing' : 'account.yourData.items.intro')}</Text>
      {choosing !== null && choosing.choice.rows.length >= MOST_LEFT_OUT ? (
        <Text>{t('account.yourData.items.mostLeftOut', { count: MOST_LEFT_OUT })}</Text>
      ) : null}
      <View role="list" aria-label={t('account.yourData.items.heading')}>
        {areas.map(({ area, counts }) => (
          <View role="listitem" key={area}>
            <AreaEntries
              subject={subject}
              area={area}
              counts={counts}
              skipping={skipping}
              tick={
                canChoose && choosing !== null && held.includes(area)
                  ? {
                      checked: !choosing.choice.areas.includes(area),
                      onChange: (isIn) => choosing.onChange(withArea(choosing.choice, held, [area, isIn])),
                    }
                  : null
              }
            />
          </View>
        ))}
      </View>
    </Stack>
  );
}
