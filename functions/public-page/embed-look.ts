import { DARK, LIGHT } from '../page-style.ts';
import type { PageRequest } from './request.ts';

/** Relative luminance of a colour (WCAG 2.2). @param hex six digits */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is read better: always 4.5 or more, since 0.179 is where both give the same. */
const textOn = (hex: string): string => (luminance(hex) > 0.179 ? '#000000' : '#ffffff');

/** The colours that a page asks for its frame, as a style; nothing of the query goes into it but hex digits. */
export function lookOf({ query }: PageRequest): string {
  const theme = query.get('theme');
  const accent = /^#?([0-9a-f]{6})$/i.exec(query.get('accent') ?? '')?.[1]?.toLowerCase();
  const colours = theme === 'dark' ? DARK : LIGHT;
  const scheme =
    theme === 'dark' || theme === 'light' ? `:root{color-scheme:${theme};${colours}}` : '';
  // A link in the accent on somebody's ground may be unreadable: links take the colour of the text.
  const tint = accent
    ? `:root:root{--accent:#${accent};--on-accent:${textOn(accent)}}a:not(.button){color:var(--text)}`
    : '';
  return `${scheme}${tint}body{background:transparent}main,main.wide{padding:0.25rem;max-width:none}`;
}
