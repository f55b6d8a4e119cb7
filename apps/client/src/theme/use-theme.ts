/** The measures of the app, and the colours of the device's current scheme. */
import { useColorScheme } from 'react-native';
import { DARK, LIGHT, type Palette } from './palette';

export function useTheme(): Palette {
  return useColorScheme() === 'dark' ? DARK : LIGHT;
}

/** Distances in density-independent pixels. */
export const SPACE = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const;
export const RADIUS = { control: 8, card: 14 } as const;
/** The least that a finger or a shaky pointer hits (WCAG 2.2, 2.5.8 asks for 24, the platforms for 44). */
export const TOUCH = 44;
/** Lines of text grow no longer than this, at the usual size of letters. */
export const MAX_WIDTH = 720;
/** A form of a few fields. */
export const NARROW_WIDTH = 440;
/** Below this width tables become lists, at the usual size of letters. */
export const WIDE_FROM = 680;
