/** Tells a phone's screen reader that a button is pressed: it knows no such state but "selected". */

export const pressedState = (pressed: boolean): object => ({ accessibilityState: { selected: pressed } });
