/** Sizes that grow with the letters, on a phone: letters follow its settings by themselves. */
import { useWindowDimensions, type TextStyle } from 'react-native';

/** In points. */
export const scaled = (size: number): number => size;

/** In points. */
export const lettering = (fontSize: number, lineHeight: number): TextStyle => ({ fontSize, lineHeight });

/** The width of the window by the letters that fit beside each other: in points at the usual size of letters. */
export function useTextWidth(): number {
  const { width, fontScale } = useWindowDimensions();
  return width / fontScale;
}
