/** Signing in: with the platform's own form, or with the one-time link that opened this page. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../src/api/failure';
import { router } from '../src/navigation/navigation';
import { onLinkToken, takeLinkToken } from '../src/session/link-token';
import { useSession } from '../src/session/session-provider';
import type { SessionState } from '../src/session/session-state';
import { SignInForm } from '../src/session/sign-in-form';
import { Card } from '../src/ui/layout';
import { Notice } from '../src/ui/notice';
import { Page } from '../src/ui/page';
import { Progress } from '../src/ui/progress';
import { Text } from '../src/ui/text';
import { useTitle } from '../src/ui/use-document';
import { useFailureSentence } from '../src/your-data/failure-sentence';
import type { ImportState } from '../src/your-data/import-state';
import { useYourData } from '../src/your-data/your-data-provider';

export default function SignInScreen() {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  const { state, signInWithLink } = useSession();
  const { importing } = useYourData();
  const [token, setToken] = useState(takeLinkToken);
  const [message, setMessage] = useState<string | null>(null);
  useTitle(t('account.signIn.title'));
  useEffect(() => onLinkToken(setToken), []);

  useEffect(() => {
    if (token === null) return;
    setMessage(null);
    signInWithLink(token)
      .catch((thrown: unknown) => {
        const failure = failureOf(thrown);
        const refused = failure.kind === 'signed-out' || failure.kind === 'problem';
        setMessage(refused ? t('account.signIn.linkRefused') : sentenceOf(failure, 'sign-in'));
      })
      .finally(() => setToken(null));
  }, [token]);

  const done = token === null && message === null && state.status === 'signed-in';
  useEffect(() => {
    // Back to the account screen that sent the person here, where there is one: a second would show everything twice.
    if (done) router.dismissTo('/account');
  }, [done]);
  if (done) return null;
  return (
    <Page narrow>
      <Card level={1} title={t('account.signIn.heading')}>
        {token !== null ? (
          <Progress
            label={t('account.signIn.linkWorking')}
            share={null}
            announce={t('account.signIn.linkWorking')}
          />
        ) : (
          <>
            <Text tone="muted">{t(`account.signIn.${introOf(state, importing.state)}`)}</Text>
            {state.status === 'expired' ? <Text tone="muted">{t('account.signIn.newLink')}</Text> : null}
            {message === null ? null : <Notice tone="danger" title={message} level={2} takeFocus />}
            <SignInForm />
          </>
        )}
      </Card>
    </Page>
  );
}

/** Why the person is asked: to begin, or because their session ran out, with or without a file that they had chosen. */
function introOf({ status }: SessionState, importing: ImportState) {
  if (status !== 'expired') return 'intro';
  return importing.step === 'failed' ? 'againWithFile' : 'again';
}
