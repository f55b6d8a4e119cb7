/** A file on its way: what has been sent, then how far the service is with it. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ImportStatus } from '../api/types';
import { bytesInWords } from '../i18n/words';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { ChosenFile } from './chosen-file';
import { isAllSent, isAtHand, type Sent } from './import-state';
import type { StepProps } from './import-view';

export function ImportProgress({ state, dispatch }: StepProps<'previewing' | 'applying' | 'following'>) {
  const { t } = useTranslation();
  const isWorking = state.step === 'following' || isAllSent(state.sent);
  const task = t(
    state.step === 'previewing' ? 'account.yourData.import.checking' : 'account.yourData.import.applying',
  );
  return (
    <Stack>
      <ChosenFile file={state.file} takeFocus={isAtHand(state.file)} />
      {state.step === 'following' ? (
        <Progress key="working" {...working(t, state.status)} />
      ) : isWorking ? (
        <Progress key="working" label={task} share={null} announce={task} />
      ) : (
        <Progress key="sending" {...sending(t, state.sent)} />
      )}
      {state.step === 'following' ? (
        <>
          <Text>{t('account.yourData.import.goesOn')}</Text>
          <Row>
            <Button
              label={t(
                state.isStopping ? 'account.yourData.import.stopping' : 'account.yourData.import.cancel',
              )}
              disabled={state.isStopping}
              onPress={() => dispatch({ type: 'stop-asked' })}
            />
          </Row>
        </>
      ) : isWorking && state.step === 'applying' ? null : (
        <Row>
          <Button label={t('account.yourData.import.cancel')} onPress={() => dispatch({ type: 'back' })} />
        </Row>
      )}
    </Stack>
  );
}

function working(t: TFunction, status: ImportStatus | null) {
  if (status === null) {
    const label = t('account.yourData.import.lostContact');
    return { label, share: null, announce: label };
  }
  const { phase, done, total } = status;
  const label = t(`account.yourData.import.phases.${phase}`);
  return { label, share: total === null || total === 0 ? null : Math.min(1, done / total), announce: label };
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
