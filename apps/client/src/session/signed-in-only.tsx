/** Lets only those in who are signed in, or were until a moment ago. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect } from '../navigation/navigation';
import { Button } from '../ui/button';
import { Card, Row } from '../ui/layout';
import { Page } from '../ui/page';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { useSession } from './session-provider';

export function SignedInOnly({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { state, refresh } = useSession();
  switch (state.status) {
    case 'loading':
      return (
        <Page>
          <Progress label={t('account.loading')} share={null} announce={t('account.loading')} />
        </Page>
      );
    case 'unreachable':
      return (
        <Page>
          <Card level={1} title={t('account.unreachable.title')}>
            <Text>{t('account.unreachable.body')}</Text>
            <Row>
              <Button kind="primary" label={t('account.unreachable.retry')} onPress={() => void refresh()} />
            </Row>
          </Card>
        </Page>
      );
    case 'signed-out':
      return <Redirect href="/sign-in" />;
    case 'signed-in':
    case 'expired':
      return children;
  }
}
