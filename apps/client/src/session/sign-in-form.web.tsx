/** Signing in from a browser: email and password. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { TextField } from '../ui/text-field';
import { useFailureSentence } from '../your-data/failure-sentence';
import { useSession } from './session-provider';

export function SignInForm() {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  const { signIn } = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);

  const submit = async () => {
    if (busy) return;
    if (email.trim() === '' || password === '') {
      setMessage(t('account.signIn.empty'));
      return;
    }
    setBusy(true);
    setMessage(null);
    try {
      await signIn(email.trim(), password);
    } catch (thrown) {
      const failure = failureOf(thrown);
      setMessage(
        failure.kind === 'signed-out' ? t('account.signIn.refused') : sentenceOf(failure, 'sign-in'),
      );
      setBusy(false);
    }
  };

  return (
    <form
      aria-label={t('account.signIn.title')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack>
        <TextField
          label={t('account.signIn.email')}
          value={email}
          onChangeText={setEmail}
          inputMode="email"
          autoComplete="username"
          onSubmitEditing={() => void submit()}
        />
        <TextField
          label={t('account.signIn.password')}
          value={password}
          onChangeText={setPassword}
          secureTextEntry
          autoComplete="current-password"
          onSubmitEditing={() => void submit()}
        />
        {message === null ? null : <Notice tone="danger" title={message} level={2} takeFocus />}
        <Row>
          <Button
            kind="primary"
            label={busy ? t('account.signIn.working') : t('account.signIn.submit')}
            busy={busy}
            onPress={() => void submit()}
          />
        </Row>
      </Stack>
    </form>
  );
}
