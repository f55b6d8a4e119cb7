/** What an import has done, in numbers. */
import { useTranslation } from 'react-i18next';
import { durationInWords } from '../i18n/words';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Heading, Text } from '../ui/text';
import { changesNothing, totalOf } from './effects';
import { EffectsTable } from './effects-table';
import type { StepProps } from './import-view';
import { IssueList } from './issue-list';
import { useYourData } from './your-data-provider';

export function ImportResultView({ state, dispatch }: StepProps<'done'>) {
  const { t } = useTranslation();
  const { result, file } = state;
  const { stored, reused, removed } = result.media;
  const { undoing } = useYourData();
  const undoable = result.undo?.key ?? '';
  // The list knows whether it still can be; where it could not be read, the service says so.
  const past = undoing.imports.find(({ key }) => key === undoable);
  const isUndone = undoable !== '' && undoing.imports.some(({ undoes }) => undoes === undoable);
  const canBeUndone = result.undo !== undefined && past?.undo !== null && undoing.state.step !== 'undone';
  return (
    <Stack>
      <Notice tone="success" title={t('account.yourData.result.heading')} takeFocus>
        <Text>{t(`account.modes.${result.mode}.done`, { name: file.name })}</Text>
        {changesNothing(totalOf(result.effects)) ? (
          <Text>{t('account.yourData.effects.nothingDone')}</Text>
        ) : null}
        <Text small tone="muted">
          {durationInWords(t, result.durationMs)}
        </Text>
        {isUndone ? <Text strong>{t('account.yourData.result.undoneSince')}</Text> : null}
      </Notice>
      <Heading level={4}>{t('account.yourData.effects.doneHeading')}</Heading>
      <EffectsTable
        label={t('account.yourData.effects.doneHeading')}
        effects={result.effects}
        mode={result.mode}
      />
      {stored + reused + removed === 0 ? null : (
        <Text>{t('account.yourData.result.media', { stored, reused, removed })}</Text>
      )}
      {result.warnings.length === 0 ? null : (
        <Notice tone="warning">
          <IssueList
            title={t('account.yourData.result.warnings', { count: result.warnings.length })}
            issues={result.warnings}
            total={result.warnings.length}
          />
        </Notice>
      )}
      <Row>
        <Button label={t('account.yourData.result.another')} onPress={() => dispatch({ type: 'reset' })} />
        {canBeUndone ? (
          <Button
            label={t('account.yourData.past.undo')}
            busy={undoing.state.step === 'undoing'}
            onPress={() => undoing.undo(undoable)}
          />
        ) : null}
      </Row>
    </Stack>
  );
}
