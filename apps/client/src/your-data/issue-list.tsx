/** Mistakes or warnings with their place and reason, a page at a time, and all of them to copy. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StyleSheet, View } from 'react-native';
import type { Issue } from '../api/types';
import { SPACE, useTheme } from '../theme/use-theme';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Heading, Text } from '../ui/text';
import { CopyIssues } from './copy-issues';
import { issueDetail, issuePlace, issueReason, SERVICE_LANGUAGE } from './issue-words';

/** A list of a thousand is copied, not read. */
const PAGE = 20;

interface IssueListProps {
  readonly title: string;
  readonly issues: readonly Issue[];
  /** How many there are in all; the service sends 1,000 at most. */
  readonly total: number;
}

export function IssueList({ title, issues, total }: IssueListProps) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(PAGE);
  const rest = issues.length - shown;
  return (
    <Stack gap="s">
      <Heading level={4} nativeID={id}>
        {title}
      </Heading>
      {total > issues.length ? (
        <Text small tone="muted">
          {t('account.yourData.issues.shown', { shown: issues.length, total })}
        </Text>
      ) : null}
      <View role="list" aria-labelledby={id}>
        {issues.slice(0, shown).map((issue, index) => (
          <IssueItem key={index} issue={issue} />
        ))}
      </View>
      <Row>
        {rest > 0 ? (
          <Button
            label={t('account.yourData.issues.more', { count: Math.min(rest, PAGE) })}
            onPress={() => setShown(shown + PAGE)}
          />
        ) : null}
        <CopyIssues issues={issues} />
      </Row>
    </Stack>
  );
}

function IssueItem({ issue }: { readonly issue: Issue }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const reason = issueReason(t, issue);
  const detail = issueDetail(t, issue);
  return (
    <View role="listitem" style={[styles.issue, { borderColor: theme.line }]}>
      <Text selectable {...(reason === issue.detail ? { lang: SERVICE_LANGUAGE } : {})}>
        {reason}
      </Text>
      {detail === null ? null : (
        <Text selectable small lang={SERVICE_LANGUAGE}>
          {detail}
        </Text>
      )}
      <Text selectable small tone="muted">
        {issuePlace(t, issue)}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  issue: { borderBottomWidth: 1, paddingVertical: SPACE.s, gap: 2 },
});
