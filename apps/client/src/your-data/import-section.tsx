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
import { useYourData } from './your-data-provider';

export function ImportSection() {
  const { t } = useTranslation();
  const { importing, exporting } = useYourData();
  const { state, dispatch } = importing;
  const { step } = state;
  const [pickerFailed, setPickerFailed] = useState(false);
  // Back at the start, the button that led here is gone, and the focus with it.
  const [hasLeft, setHasLeft] = useState(false);
  const heading = useFocusWhen(hasLeft && step === 'idle');
  useEffect(() => {
    if (step !== 'idle') setHasLeft(true);
  }, [step]);

  const choose = async () => {
    setPickerFailed(false);
    try {
      const file = await pickFile();
      if (file !== null) dispatch({ type: 'file-chosen', file });
    } catch {
      setPickerFailed(true);
    }
  };
  const actions = { dispatch, choose: () => void choose() };

  return (
    <Stack>
      <Heading level={3} ref={heading} focusable>
        {t('account.yourData.import.heading')}
      </Heading>
      <Text>{t('account.yourData.import.intro')}</Text>
      {pickerFailed ? (
        <Notice tone="danger">
          <Text>{t('account.yourData.import.pickerFailed')}</Text>
        </Notice>
      ) : null}
      {state.step === 'idle' ? (
        <Row>
          <Button label={t('account.yourData.import.choose')} onPress={actions.choose} />
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
