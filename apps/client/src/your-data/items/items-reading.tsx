/** How far the reading of rows is, and what came of it where it is not whole. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { Row } from '../../ui/layout';
import { Notice } from '../../ui/notice';
import { Progress } from '../../ui/progress';
import { Text } from '../../ui/text';
import { FailureNotice } from '../failure-notice';
import type { ItemsSeen } from './item-store';

interface ItemsReadingProps {
  readonly seen: ItemsSeen;
  readonly again: () => void;
}

export function ItemsReading({ seen, again }: ItemsReadingProps) {
  const { t } = useTranslation();
  const button = (
    <Row>
      <Button label={t('account.yourData.items.again')} onPress={again} />
    </Row>
  );
  switch (seen.reading) {
    case 'whole':
      return null;
    case 'reading': {
      const label = t('account.yourData.items.reading', { count: seen.count });
      return <Progress label={label} share={null} announce={t('account.yourData.items.beginning')} />;
    }
    case 'not-whole':
      return (
        <Notice tone="warning">
          <Text>{t('account.yourData.items.notWhole', { count: seen.count })}</Text>
          {button}
        </Notice>
      );
    case 'other':
      return (
        <Notice tone="warning">
          <Text>{t('account.yourData.items.other')}</Text>
        </Notice>
      );
    case 'failed':
      return seen.failure === null ? null : (
        <FailureNotice title={t('account.yourData.items.failed')} failure={seen.failure} doing="items">
          {button}
        </FailureNotice>
      );
  }
}
