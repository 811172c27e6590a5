/**
 * How far the clocks of whoever gives a token out and of whoever looks at it may lie apart (Table B, B39): what is good for
 * a time is good for so much longer.
 */
export const TOKEN_SKEW_MS = 60_000;
