/** The summary before anything changes: what the file is, what each mode would do, and the choice between them. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Notice } from '../ui/notice';
import { Heading, Text } from '../ui/text';
import { useFocusWhen } from '../ui/use-focus-when';
import { ArchiveFacts } from './archive-facts';
import { choiceInWords } from './choice-in-words';
import { holdsAny, isAll } from './choice';
import { ChosenFile } from './chosen-file';
import { DeletionsNotice } from './deletions-notice';
import { changesNothing, totalOf } from './effects';
import { EffectsTable } from './effects-table';
import { isLookedAt } from './import-state';
import type { StepProps } from './import-view';
import { IssueList } from './issue-list';
import { EntriesSection } from './items/entries-section';
import { useSubject } from './items/use-subject';
import { ModeChoice } from './mode-choice';
import { deletes } from './modes';
import { StaleNotice } from './stale-notice';
import { useAreaName } from './use-kind-name';

export function SummaryView({ state, dispatch, choose }: StepProps<'summary'>) {
  const { t } = useTranslation();
  const heading = useFocusWhen(true);
  const nameOf = useAreaName();
  const { file, preview, mode, stale, choice, wanted } = state;
  const subject = useSubject(state);
  const isReady = isLookedAt(state);
  const effects = preview.effects[mode];
  // Those of a mode stand at that mode.
  const general = preview.warnings.filter((warning) => warning.mode === undefined);
  const generalCount = preview.warningCount - (preview.warnings.length - general.length);
  return (
    <Stack gap="l">
      <Stack>
        <Heading level={4} ref={heading} focusable>
          {t('account.yourData.summary.heading')}
        </Heading>
        {stale ? <StaleNotice before={stale.before} preview={preview} subject={subject} /> : null}
        <ChosenFile file={file} />
        <ArchiveFacts archive={preview.archive} />
      </Stack>
      {general.length === 0 ? null : (
        <Notice tone="warning">
          <IssueList
            title={t('account.yourData.summary.warnings', { count: generalCount })}
            issues={general}
            total={generalCount}
          />
        </Notice>
      )}
      <ModeChoice
        effects={preview.effects}
        warnings={preview.warnings}
        mode={mode}
        onChange={(next) => dispatch({ type: 'mode-selected', mode: next })}
      />
      {effects === null ? null : (
        <Stack>
          <Heading level={4}>{t(`account.modes.${mode}.preview`)}</Heading>
          {isAll(choice) ? null : <Text>{choiceInWords(t, choice, nameOf)}</Text>}
          {choice.rows.length === 0 ? null : (
            <Text small tone="muted">
              {t('account.yourData.choice.withIt')}
            </Text>
          )}
          <DeletionsNotice mode={mode} effects={effects} subject={subject} />
          {changesNothing(totalOf(effects)) ? <Text>{t('account.yourData.effects.nothing')}</Text> : null}
          <EffectsTable label={t(`account.modes.${mode}.preview`)} effects={effects} mode={mode} />
          <EntriesSection
            key={mode}
            subject={subject}
            effects={effects}
            choosing={{
              choice: wanted,
              onChange: (next) => dispatch({ type: 'choice-changed', choice: next }),
            }}
          />
        </Stack>
      )}
      <Stack gap="s">
        {isReady ? (
          <Text tone="muted">{t('account.yourData.summary.nothingChanged')}</Text>
        ) : (
          <Notice tone="warning">
            <Text>{t(`account.yourData.choice.${holdsAny(wanted) ? 'changed' : 'empty'}`)}</Text>
          </Notice>
        )}
        <Row>
          {isReady ? (
            <Button
              kind={deletes(mode) ? 'danger' : 'primary'}
              label={t(`account.modes.${mode}.go`)}
              disabled={effects === null}
              onPress={() => dispatch({ type: 'import-asked' })}
            />
          ) : (
            <Button
              kind="primary"
              label={t('account.yourData.choice.look')}
              disabled={!holdsAny(wanted)}
              onPress={() => dispatch({ type: 'look-again' })}
            />
          )}
          <Button label={t('account.yourData.import.chooseOther')} onPress={choose} />
        </Row>
      </Stack>
    </Stack>
  );
}
