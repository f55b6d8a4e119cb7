/** Signing in from a phone: where the server is, and a personal access token that stays in memory. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { baseUrlFrom } from '../api/connection';
import { failureOf } from '../api/failure';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { TextField } from '../ui/text-field';
import { useFailureSentence } from '../your-data/failure-sentence';
import { useSession } from './session-provider';

export function SignInForm() {
  const { t } = useTranslation();
  const sentenceOf = useFailureSentence();
  const { signInWithToken } = useSession();
  const [server, setServer] = useState('');
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);

  const submit = async () => {
    if (server.trim() === '' || token.trim() === '') {
      setMessage(t('account.signIn.tokenEmpty'));
      return;
    }
    const baseUrl = baseUrlFrom(server);
    if (baseUrl === null) {
      setMessage(t('account.signIn.serverInvalid'));
      return;
    }
    setBusy(true);
    setMessage(null);
    try {
      await signInWithToken({ baseUrl, token: token.trim() });
    } catch (thrown) {
      const failure = failureOf(thrown);
      setMessage(
        failure.kind === 'signed-out' ? t('account.signIn.tokenRefused') : sentenceOf(failure, 'sign-in'),
      );
      setBusy(false);
    }
  };

  return (
    <Stack>
      <TextField
        label={t('account.signIn.server')}
        hint={t('account.signIn.serverHint')}
        value={server}
        onChangeText={setServer}
        inputMode="url"
        textContentType="URL"
      />
      <TextField
        label={t('account.signIn.token')}
        hint={t('account.signIn.tokenHint')}
        value={token}
        onChangeText={setToken}
        secureTextEntry
        onSubmitEditing={() => void submit()}
      />
      {message === null ? null : (
        <Notice tone="danger">
          <Text>{message}</Text>
        </Notice>
      )}
      <Row>
        <Button
          kind="primary"
          label={busy ? t('account.signIn.working') : t('account.signIn.submit')}
          busy={busy}
          onPress={() => void submit()}
        />
      </Row>
    </Stack>
  );
}
