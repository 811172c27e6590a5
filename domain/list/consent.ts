/** How the people of a list agreed to be invited, as it is kept with the list (security.md 1.10). */
export type Consent = Readonly<{
  /** Where it came from, in the organizer's words: a form, a membership, an earlier event. */
  source: string;
  note?: string;
  /** The mail that the list came in: evidence of who said so. */
  mailId?: string;
  /** Of the guests of an earlier event: what was said of the lists that they came from. */
  carried?: readonly CarriedConsent[];
}>;

/** The consent of a list of an earlier event, or how its guests asked for the invitation themselves. */
export type CarriedConsent = Readonly<{
  source: string;
  note?: string;
  /** Absent where the guests were on no list. */
  listId?: string;
}>;
