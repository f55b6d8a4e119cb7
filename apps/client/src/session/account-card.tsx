/** Who is signed in, and the way out. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Card, Row } from '../ui/layout';
import { Text } from '../ui/text';
import { useSession } from './session-provider';
import { userOf } from './session-state';

export function AccountCard() {
  const { t } = useTranslation();
  const { state, signOut } = useSession();
  const email = userOf(state)?.email ?? '';
  return (
    <Card title={t('account.you.heading')}>
      <Text>{t('account.you.signedInAs', { email })}</Text>
      <Row>
        <Button label={t('account.you.signOut')} onPress={() => void signOut()} />
      </Row>
    </Card>
  );
}
