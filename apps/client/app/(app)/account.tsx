/** The settings screen: who you are, and your data. */
import { useTranslation } from 'react-i18next';
import { Platform } from 'react-native';
import { AccountCard } from '../../src/session/account-card';
import { Page } from '../../src/ui/page';
import { Heading } from '../../src/ui/text';
import { useTitle } from '../../src/ui/use-document';
import { YourDataCard } from '../../src/your-data/your-data-card';

export default function AccountScreen() {
  const { t } = useTranslation();
  useTitle(t('account.title'));
  return (
    <Page>
      {Platform.OS === 'web' ? <Heading level={1}>{t('account.title')}</Heading> : null}
      <AccountCard />
      <YourDataCard />
    </Page>
  );
}
