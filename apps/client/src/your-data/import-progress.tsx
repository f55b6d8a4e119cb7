/** A file on its way: what has been sent, then that the service works on it. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { bytesInWords } from '../i18n/words';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Progress } from '../ui/progress';
import { ChosenFile } from './chosen-file';
import { isAllSent, type Sent } from './import-machine';
import type { StepProps } from './import-view';

export function ImportProgress({ state, dispatch }: StepProps<'previewing' | 'applying'>) {
  const { t } = useTranslation();
  const working = isAllSent(state.sent);
  const task = t(
    state.step === 'applying' ? 'account.yourData.import.applying' : 'account.yourData.import.checking',
  );
  return (
    <Stack>
      <ChosenFile file={state.file} takeFocus />
      {working ? (
        <Progress key="working" label={task} share={null} announce={task} />
      ) : (
        <Progress key="sending" {...sending(t, state.sent)} />
      )}
      {working && state.step === 'applying' ? null : (
        <Row>
          <Button label={t('account.yourData.import.cancel')} onPress={() => dispatch({ type: 'back' })} />
        </Row>
      )}
    </Stack>
  );
}

function sending(t: TFunction, { done, total }: Sent) {
  if (total === 0) {
    const label = t('account.yourData.import.sendingUnknown', { done: bytesInWords(t, done) });
    return { label, share: null, announce: '' };
  }
  const label = t('account.yourData.import.sending', {
    done: bytesInWords(t, done),
    total: bytesInWords(t, total),
  });
  // Read out by quarters only.
  const quarters = Math.floor((done / total) * 4) / 4;
  return {
    label,
    share: Math.min(1, done / total),
    announce: quarters === 0 ? '' : t('account.yourData.percent', { share: quarters }),
  };
}
