/** Bringing data in: one view for each step of the import. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Heading, Text } from '../ui/text';
import { useFocusWhen } from '../ui/use-focus-when';
import { ConfirmDeletions } from './confirm-deletions';
import { ImportFailed } from './import-failed';
import { isBusy } from './import-state';
import { ImportProgress } from './import-progress';
import { ImportResultView } from './import-result';
import { InvalidArchive } from './invalid-archive';
import { SummaryView } from './summary-view';
import { pickFile } from './transfer/pick-file';
import { CAN_DROP, useFileDrop, type NotAFile } from './transfer/use-file-drop';
import { useYourData } from './your-data-provider';

/** Why no file was taken. */
type Complaint = 'pickerFailed' | (typeof DROPPED)[NotAFile];

const DROPPED = {
  folder: 'droppedFolder',
  several: 'droppedSeveral',
  nothing: 'droppedNothing',
} as const satisfies Record<NotAFile, string>;

export function ImportSection() {
  const { t } = useTranslation();
  const { importing, exporting } = useYourData();
  const { state, dispatch } = importing;
  const { step } = state;
  const [complaint, setComplaint] = useState<Complaint | null>(null);
  // Back at the start, the button that led here is gone, and the focus with it.
  const [hasLeft, setHasLeft] = useState(false);
  const heading = useFocusWhen(hasLeft && step === 'idle');
  useEffect(() => {
    if (step !== 'idle') setHasLeft(true);
  }, [step]);

  const choose = async () => {
    setComplaint(null);
    try {
      const file = await pickFile();
      if (file !== null) dispatch({ type: 'file-chosen', file });
    } catch {
      setComplaint('pickerFailed');
    }
  };
  const isOver = useFileDrop({
    file: (file) => {
      setComplaint(null);
      dispatch({ type: 'file-chosen', file });
    },
    other: (what) => setComplaint(DROPPED[what]),
  });
  const actions = { dispatch, choose: () => void choose() };

  return (
    <Stack>
      <Heading level={3} ref={heading} focusable>
        {t('account.yourData.import.heading')}
      </Heading>
      <Text>{t('account.yourData.import.intro')}</Text>
      {complaint === null ? null : (
        <Notice tone="danger">
          <Text>{t(`account.yourData.import.${complaint}`)}</Text>
        </Notice>
      )}
      {isOver && !isBusy(state) ? (
        <Notice tone="success">
          <Text strong>{t('account.yourData.import.dropNow')}</Text>
        </Notice>
      ) : null}
      {state.step === 'idle' ? (
        <Row>
          <Button label={t('account.yourData.import.choose')} onPress={actions.choose} />
          {CAN_DROP ? <Text tone="muted">{t('account.yourData.import.drop')}</Text> : null}
        </Row>
      ) : null}
      {isBusy(state) ? <ImportProgress {...actions} state={state} /> : null}
      {state.step === 'summary' ? <SummaryView {...actions} state={state} /> : null}
      {state.step === 'confirming' ? (
        <ConfirmDeletions {...actions} state={state} exporting={exporting} />
      ) : null}
      {state.step === 'invalid' ? <InvalidArchive {...actions} state={state} /> : null}
      {state.step === 'failed' ? <ImportFailed {...actions} state={state} /> : null}
      {state.step === 'done' ? <ImportResultView {...actions} state={state} /> : null}
    </Stack>
  );
}
