/** The "Your data" card: take everything out, bring it back in. */
import { useTranslation } from 'react-i18next';
import { Card, Divider } from '../ui/layout';
import { Text } from '../ui/text';
import { ExportSection } from './export-section';
import { ImportSection } from './import-section';
import { PastImports } from './past-imports';

export function YourDataCard() {
  const { t } = useTranslation();
  return (
    <Card title={t('account.yourData.heading')}>
      <Text tone="muted">{t('account.yourData.intro')}</Text>
      <Divider />
      <ExportSection />
      <Divider />
      <ImportSection />
      <PastImports />
    </Card>
  );
}
