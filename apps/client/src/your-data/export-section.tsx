/** Taking a copy: the button, what has arrived, and whether it is whole. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Heading, Text } from '../ui/text';
import { ExportStatus } from './export-status';
import { useYourData } from './your-data-provider';

export function ExportSection() {
  const { t } = useTranslation();
  const { exporting, importing } = useYourData();
  const { step } = exporting.state;
  return (
    <Stack>
      <Heading level={3}>{t('account.yourData.export.heading')}</Heading>
      <Text>{t('account.yourData.export.intro')}</Text>
      {/* While Replace is being confirmed, the copy taken first is told there. */}
      {importing.state.step === 'confirming' ? null : <ExportStatus exporting={exporting} />}
      <Row>
        {step === 'running' ? (
          <Button label={t('account.yourData.export.cancel')} onPress={exporting.cancel} />
        ) : (
          <Button
            kind="primary"
            label={t(step === 'done' ? 'account.yourData.export.again' : 'account.yourData.export.button')}
            onPress={exporting.start}
          />
        )}
      </Row>
    </Stack>
  );
}
