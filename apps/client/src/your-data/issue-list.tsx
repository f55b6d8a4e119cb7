/** Mistakes or warnings by their cause, each with the places where it is, and all of them to copy and to keep. */
import type { TFunction } from 'i18next';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StyleSheet, View } from 'react-native';
import type { Issue } from '../api/types';
import { SPACE, useTheme } from '../theme/use-theme';
import { Button } from '../ui/button';
import { Row, Stack } from '../ui/layout';
import { Heading, Text } from '../ui/text';
import { CopyIssues } from './copy-issues';
import { causeInWords, groupsOf, type IssueGroup } from './issue-groups';
import { issuePlace, issueReason, isServices, SERVICE_LANGUAGE } from './issue-words';

/** The places of one cause that are looked at without being asked for. */
const FIRST_PLACES = 3;

interface IssueListProps {
  readonly title: string;
  readonly issues: readonly Issue[];
  /** How many there are in all; the service sends 1,000 at most. */
  readonly total: number;
}

export function IssueList({ title, issues, total }: IssueListProps) {
  const { t } = useTranslation();
  const id = useId();
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
        {groupsOf(issues).map((group, index) => (
          <CauseItem key={index} group={group} />
        ))}
      </View>
      <Row>
        <CopyIssues issues={issues} />
      </Row>
    </Stack>
  );
}

/** The button stays where it is when all places are shown: the focus stays on it. */
function CauseItem({ group }: { readonly group: IssueGroup }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const [isOpen, setOpen] = useState(false);
  const { first, issues } = group;
  const count = issues.length;
  const cause = causeInWords(t, group);
  return (
    <View role="listitem" style={[styles.cause, { borderColor: theme.line }]}>
      <Text selectable {...langOf(t, first)}>
        {cause}
      </Text>
      {count === 1 ? null : (
        <Text small strong>
          {t('account.yourData.issues.times', { count })}
        </Text>
      )}
      {issues.slice(0, isOpen ? count : FIRST_PLACES).map((issue, index) => (
        <Place key={index} issue={issue} told={first} isFirst={index === 0} />
      ))}
      {count > FIRST_PLACES ? (
        <Row>
          <Button
            kind="quiet"
            label={t(`account.yourData.issues.${isOpen ? 'fewer' : 'all'}`, { count })}
            about={cause}
            expanded={isOpen}
            onPress={() => setOpen(!isOpen)}
          />
        </Row>
      ) : null}
    </View>
  );
}

interface PlaceProps {
  readonly issue: Issue;
  /** The one whose words already stand above. */
  readonly told: Issue;
  readonly isFirst: boolean;
}

function Place({ issue, told, isFirst }: PlaceProps) {
  const { t } = useTranslation();
  const reason = issueReason(t, issue);
  return (
    <>
      {isFirst || reason === issueReason(t, told) ? null : (
        <Text selectable small {...langOf(t, issue)}>
          {reason}
        </Text>
      )}
      <Text selectable small tone="muted">
        {issuePlace(t, issue)}
      </Text>
    </>
  );
}

const langOf = (t: TFunction, issue: Issue) => (isServices(t, issue) ? { lang: SERVICE_LANGUAGE } : {});

const styles = StyleSheet.create({
  cause: { borderBottomWidth: 1, paddingVertical: SPACE.s, gap: 2 },
});
