/** Who is signed in, and the way out. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf, type Failure } from '../api/failure';
import { Button } from '../ui/button';
import { Card, Row } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { useFailureSentence } from '../your-data/failure-sentence';
import { useSession } from './session-provider';
import { useYourData } from '../your-data/your-data-provider';
import { userOf } from './session-state';

export function AccountCard() {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  const { state, signOut } = useSession();
  const { isUnderway } = useYourData();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const email = userOf(state)?.email ?? '';

  const leave = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await signOut();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Card title={t('account.you.heading')}>
      <Text>{t('account.you.signedInAs', { email })}</Text>
      {failure === null ? null : (
        <Notice tone="danger">
          <Text>{sentenceOf(failure, 'sign-in')}</Text>
          <Text>{t('account.you.stillSignedIn')}</Text>
        </Notice>
      )}
      {asking && isUnderway ? (
        <Notice
          tone="warning"
          title={t('account.you.leaving')}
          takeFocus
          below={
            <Row>
              <Button
                kind="danger"
                label={t('account.you.leaveAnyway')}
                busy={busy}
                onPress={() => void leave()}
              />
              <Button label={t('account.you.stay')} onPress={() => setAsking(false)} />
            </Row>
          }
        >
          <Text>{t('account.you.leavingLoses')}</Text>
        </Notice>
      ) : null}
      <Row>
        <Button
          label={t('account.you.signOut')}
          busy={busy}
          onPress={() => (isUnderway ? setAsking(true) : void leave())}
        />
      </Row>
    </Card>
  );
}
