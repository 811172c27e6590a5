import { escapeHtml } from '../../domain/mime/escape-html.ts';

/** HTML that is safe to send: text put into it was escaped. */
export type Html = Readonly<{ html: string }>;

type Piece = Html | string | number | undefined | readonly Piece[];

/** Gives HTML from a template: every value is escaped, but for values that are `Html` already. */
export function html(literals: TemplateStringsArray, ...values: readonly Piece[]): Html {
  const parts = literals.flatMap((literal, at) =>
    at < values.length ? [literal, render(values[at])] : [literal],
  );
  return { html: parts.join('') };
}

function render(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece));
  return 'html' in piece ? piece.html : piece.map(render).join('');
}
