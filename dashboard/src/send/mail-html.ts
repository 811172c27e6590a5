type Policy = Readonly<{ createHTML(text: string): unknown }>;
type Factory = Readonly<{
  createPolicy(name: string, rules: { createHTML(text: string): string }): Policy;
}>;

const { trustedTypes } = globalThis as { trustedTypes?: Factory };

/** Only for a frame with an empty `sandbox`: what is in it runs no script and reaches nothing. */
const policy = trustedTypes?.createPolicy('mail', { createHTML: (html) => html });

/** The HTML of a mail, for `srcdoc`. A browser without trusted types takes the text itself. */
export const asMail = (html: string): string =>
  (policy === undefined ? html : policy.createHTML(html)) as string;
