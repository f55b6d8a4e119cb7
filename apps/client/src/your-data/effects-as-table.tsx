/** Effects on a wide screen: kinds down, effects across, in a table that readers can walk. */
import { useTranslation } from 'react-i18next';
import { StyleSheet, Text, View } from 'react-native';
import { SPACE, useTheme } from '../theme/use-theme';
import type { Effect, EffectRow } from './effects';
import { useKindName } from './use-kind-name';
import { lettering, scaled } from '../ui/lettering';

interface EffectsAsTableProps {
  readonly label: string;
  readonly rows: readonly EffectRow[];
  /** Only the effects that occur: a column of zeros says nothing. */
  readonly columns: readonly Effect[];
}

export function EffectsAsTable({ label, rows, columns }: EffectsAsTableProps) {
  const { t } = useTranslation();
  const theme = useTheme();
  return (
    <View role="table" aria-label={label}>
      <View role="rowgroup">
        <View role="row" style={[styles.row, styles.head, { borderColor: theme.control }]}>
          <Text role="columnheader" style={[styles.name, styles.header, { color: theme.muted }]}>
            {t('account.yourData.effects.area')}
          </Text>
          {columns.map((effect) => (
            <Text
              key={effect}
              role="columnheader"
              style={[
                styles.number,
                styles.header,
                { color: effect === 'delete' ? theme.danger : theme.muted },
              ]}
            >
              {t(`account.yourData.effects.${effect}`)}
            </Text>
          ))}
        </View>
      </View>
      <View role="rowgroup">
        {rows.map((row) => (
          <TableRow key={row.kind} row={row} columns={columns} />
        ))}
      </View>
    </View>
  );
}

function TableRow({ row, columns }: { readonly row: EffectRow; readonly columns: readonly Effect[] }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const nameOf = useKindName();
  return (
    <View role="row" style={[styles.row, { borderColor: theme.line }]}>
      <Text
        role="rowheader"
        style={[
          styles.name,
          row.main ? styles.main : styles.child,
          { color: row.main ? theme.text : theme.muted },
        ]}
      >
        {nameOf(row.kind)}
      </Text>
      {columns.map((effect) => {
        const count = row.counts[effect];
        const loud = effect === 'delete' && count > 0;
        return (
          <Text
            key={effect}
            role="cell"
            style={[
              styles.number,
              (loud || (row.main && count > 0)) && styles.main,
              { color: loud ? theme.danger : count === 0 ? theme.muted : theme.text },
            ]}
          >
            {t('account.yourData.effects.number', { count })}
          </Text>
        );
      })}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', borderBottomWidth: 1, paddingVertical: 6, gap: SPACE.s },
  head: { paddingTop: 0 },
  header: { ...lettering(13, 18), fontWeight: '600' },
  name: { flex: 1, ...lettering(15, 22) },
  number: { width: scaled(104), textAlign: 'right', ...lettering(15, 22), fontVariant: ['tabular-nums'] },
  main: { fontWeight: '600' },
  child: { paddingLeft: SPACE.l },
});
