/** Tells a browser that a button is pressed (WAI-ARIA 1.2). */

export const pressedState = (pressed: boolean): object => ({ 'aria-pressed': pressed });
