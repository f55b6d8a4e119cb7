/** The colours, light and dark. A test keeps every pair that text uses at AA contrast (WCAG 2.2, 1.4.3). */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly raised: string;
  readonly line: string;
  /** Borders of controls: 3 : 1 against the card (WCAG 2.2, 1.4.11). */
  readonly control: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly danger: string;
  readonly onDanger: string;
  readonly dangerSoft: string;
  readonly warning: string;
  readonly warningSoft: string;
  readonly success: string;
  readonly successSoft: string;
}

export const LIGHT: Palette = {
  page: '#f5f4f0',
  card: '#ffffff',
  raised: '#f4f5f2',
  line: '#dcddd7',
  control: '#7d857f',
  text: '#1e2420',
  muted: '#566059',
  accent: '#14624c',
  onAccent: '#ffffff',
  danger: '#a0261e',
  onDanger: '#ffffff',
  dangerSoft: '#fbeeec',
  warning: '#6b4a00',
  warningSoft: '#fdf4dc',
  success: '#14624c',
  successSoft: '#e8f3ee',
};

export const DARK: Palette = {
  page: '#141715',
  card: '#1d211f',
  raised: '#262b28',
  line: '#363d39',
  control: '#86918a',
  text: '#ecefec',
  muted: '#a9b3ad',
  accent: '#7fcfb3',
  onAccent: '#0a201a',
  danger: '#f3a099',
  onDanger: '#2c0906',
  dangerSoft: '#35201e',
  warning: '#f0d48a',
  warningSoft: '#322a15',
  success: '#7fcfb3',
  successSoft: '#1a2d26',
};
