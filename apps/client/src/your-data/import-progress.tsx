/** A file on its way: what has been sent, then how far the service is with it. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ImportStatus } from '../api/types';
import { bytesInWords, timeLeftInWords } from '../i18n/words';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Progress } from '../ui/progress';
import { Text } from '../ui/text';
import { ChosenFile } from './chosen-file';
import { isAllSent, isAtHand, type Sent } from './import-state';
import type { StepProps } from './import-view';
import { useTimeLeft } from './time-left';

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
        <Working status={state.status} />
      ) : isWorking ? (
        <Progress key="working" label={task} share={null} announce={task} />
      ) : (
        <Sending sent={state.sent} />
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

/** What the service tells of itself while it imports. */
function Working({ status }: { readonly status: ImportStatus | null }) {
  const { t } = useTranslation();
  const { phase, done, total } = status ?? { phase: '', done: 0, total: null };
  const left = useTimeLeft({ of: phase, done, total });
  if (status === null) {
    const label = t('account.yourData.import.lostContact');
    return <Progress label={label} share={null} announce={label} />;
  }
  const label = t(`account.yourData.import.phases.${status.phase}`);
  const detail = [stepInWords(t, status), amountInWords(t, status), leftForStep(t, left)];
  return (
    <Progress
      label={label}
      share={total === null || total === 0 ? null : Math.min(1, done / total)}
      detail={detail.filter((part) => part !== '').join(' · ')}
      announce={label}
    />
  );
}

/** In their order, each with what it counts; null where it counts nothing. */
const PHASES = {
  receive: 'bytes',
  read: 'bytes',
  stage: 'rows',
  plan: null,
  copy: null,
  store: 'bytes',
  write: null,
} as const satisfies Record<ImportStatus['phase'], 'bytes' | 'rows' | null>;

function stepInWords(t: TFunction, { phase }: ImportStatus): string {
  const phases = Object.keys(PHASES);
  return t('account.yourData.import.step', { step: phases.indexOf(phase) + 1, steps: phases.length });
}

function amountInWords(t: TFunction, { phase, done, total }: ImportStatus): string {
  const unit = PHASES[phase];
  if (unit === null || total === null || total === 0) return '';
  return unit === 'rows'
    ? t('account.yourData.import.rows', { done, total })
    : t('account.yourData.import.bytes', { done: bytesInWords(t, done), total: bytesInWords(t, total) });
}

const leftForStep = (t: TFunction, left: number | null): string =>
  left === null ? '' : t('account.yourData.import.thisStep', { left: timeLeftInWords(t, left) });

function Sending({ sent: { done, total } }: { readonly sent: Sent }) {
  const { t } = useTranslation();
  const left = useTimeLeft({ of: 'sending', done, total });
  if (total === 0) {
    const label = t('account.yourData.import.sendingUnknown', { done: bytesInWords(t, done) });
    return <Progress label={label} share={null} announce="" />;
  }
  // Read out by quarters only.
  const quarters = Math.floor((done / total) * 4) / 4;
  return (
    <Progress
      label={t('account.yourData.import.sending', {
        done: bytesInWords(t, done),
        total: bytesInWords(t, total),
      })}
      share={Math.min(1, done / total)}
      detail={left === null ? '' : timeLeftInWords(t, left)}
      announce={quarters === 0 ? '' : t('account.yourData.percent', { share: quarters })}
    />
  );
}
