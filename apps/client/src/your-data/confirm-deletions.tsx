/** The second, explicit question before a mode that deletes: what goes, and the way back. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Text } from '../ui/text';
import { useSettled } from '../ui/use-settled';
import { ChosenFile } from './chosen-file';
import { deletionsInWords } from './deletions-in-words';
import { totalOf } from './effects';
import { ExportStatus } from './export-status';
import type { StepProps } from './import-view';
import { DeletedNames } from './items/deleted-names';
import { useSubject } from './items/use-subject';
import type { Export } from './use-export';

export function ConfirmDeletions({
  state,
  dispatch,
  exporting,
}: StepProps<'confirming'> & { readonly exporting: Export }) {
  const { t } = useTranslation();
  // A double click on the button before must not confirm, nor go back, wherever the buttons come to lie.
  const settled = useSettled();
  const { mode } = state;
  const subject = useSubject(state);
  const effects = state.preview.effects[mode] ?? {};
  const count = totalOf(effects).delete;
  const deletions = deletionsInWords(t, effects);
  const saving = exporting.state.step === 'running';
  const saved = exporting.state.step === 'done';
  return (
    <Stack>
      <Notice
        tone="danger"
        title={t(`account.modes.${mode}.confirm.heading`)}
        takeFocus
        below={
          <>
            {count === 0 ? null : <DeletedNames subject={subject} effects={effects} />}
            <Text>{t('account.yourData.confirm.irreversible')}</Text>
          </>
        }
      >
        <ChosenFile file={state.file} />
        <Text strong={deletions !== null}>{deletions ?? t('account.yourData.effects.deletesNothing')}</Text>
      </Notice>
      <ExportStatus exporting={exporting} />
      <Row>
        <Button
          kind={saved ? 'secondary' : 'primary'}
          label={t(saved ? 'account.yourData.export.again' : 'account.yourData.confirm.downloadFirst')}
          busy={saving}
          disabled={!settled}
          onPress={exporting.start}
        />
        <Button
          kind="danger"
          label={
            count === 0
              ? t(`account.modes.${mode}.confirm.yes`)
              : t(`account.modes.${mode}.confirm.yesDeleting`, { count })
          }
          disabled={saving || !settled}
          onPress={() => dispatch({ type: 'confirmed' })}
        />
        <Button
          label={t('account.yourData.confirm.no')}
          disabled={!settled}
          onPress={() => dispatch({ type: 'back' })}
        />
      </Row>
    </Stack>
  );
}
