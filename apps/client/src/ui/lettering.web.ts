/** Sizes that grow with the letters, in a browser: parts of the size that the person has set there. */
import { useWindowDimensions, type TextStyle } from 'react-native';

/** What browsers come with. CSS pixels. */
const USUAL_SIZE = 16;

/** In CSS pixels, at the usual setting. React Native's types know numbers only; in a browser these are pixels, whatever the person has set. */
export const scaled = (size: number): number => `${size / USUAL_SIZE}rem` as unknown as number;

/** In CSS pixels, at the usual setting. */
export const lettering = (fontSize: number, lineHeight: number): TextStyle => ({
  fontSize: scaled(fontSize),
  lineHeight: scaled(lineHeight),
});

/** The width of the window by the letters that fit beside each other: in CSS pixels at the usual setting. */
export function useTextWidth(): number {
  const { width } = useWindowDimensions();
  return (width * USUAL_SIZE) / Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
