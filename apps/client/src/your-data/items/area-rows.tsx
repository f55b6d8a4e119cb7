/** The rows of one area as they have been read. */
import { useTranslation } from 'react-i18next';
import { Text } from '../../ui/text';
import { useYourData } from '../your-data-provider';
import { ItemBrowser } from './item-browser';
import type { Skipping } from './item-row';
import { ItemsReading } from './items-reading';
import type { ItemsSubject } from './use-items';
import { useSeen } from './use-seen';

interface AreaRowsProps {
  readonly subject: ItemsSubject;
  readonly area: string;
  readonly label: string;
  readonly mainKind: string | null;
  readonly skipping: Skipping | null;
}

export function AreaRows({ subject, area, label, mainKind, skipping }: AreaRowsProps) {
  const { t } = useTranslation();
  const { items } = useYourData();
  const store = items.find(subject);
  const seen = useSeen(store);
  const { kept, count } = store?.areaItems(area) ?? { kept: [], count: 0 };
  return (
    <>
      <ItemsReading seen={seen} again={() => items.read(subject)} />
      {count > kept.length ? (
        <Text>{t('account.yourData.items.notKept', { shown: kept.length, total: count })}</Text>
      ) : null}
      {kept.length === 0 ? null : (
        <ItemBrowser
          label={label}
          items={kept}
          version={seen.version}
          busy={seen.reading === 'reading'}
          mainKind={mainKind}
          skipping={skipping}
        />
      )}
    </>
  );
}
