/** What only the embedded stack says of itself, in its page. */
const told = (name: string): string | undefined =>
  document.querySelector<HTMLMetaElement>(`meta[name="convoke-${name}"]`)?.content;

/** The embedded stack that serves this dashboard; undefined each where something else serves it. */
export const MACHINE = {
  /** Where its Step Functions answers. */
  states: told('states'),
  /** Where every mail of it can be read. */
  mailbox: told('mailbox'),
  /** Host and port where mail goes in. */
  smtp: told('smtp'),
  /** An address that may sign in. */
  owner: told('owner'),
} as const;
