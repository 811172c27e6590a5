/** How often a series comes, in parts: `every` takes the number of units, `ends` what stands behind a comma. */
export type RuleWords = Readonly<{
  every: Readonly<Record<'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY', (interval: number) => string>>;
  /** @param days `Tuesday and Thursday`, in the language */
  onDays(days: string): string;
  times(count: number): string;
  until(date: string): string;
  /** Where the rule cannot be told in the language: says that its words are English. */
  otherwise: string;
}>;

/** Every fixed text of the public pages. What comes from outside is put in as text, and escaped by the page. */
export type PageTexts = Readonly<{
  when: string;
  where: string;
  organizer: string;
  repeats: string;
  nextDates: string;
  language: string;
  address: string;
  addressHint: string;
  addressHintMany: string;
  send: string;
  sendOne: string;
  leaveEmpty: string;
  remember: string;
  cancelled: string;
  past: string;
  closed: string;
  invalidAddress: string;
  pressAgain: string;
  sentTitle: string;
  /** @param sender the address that the invitation comes from */
  sentFrom(sender: string): string;
  sentKnown: string;
  sentAnswer: string;
  sentOnce: string;
  /** Behind an ask without a proof of work. */
  sentHeld: string;
  back: string;
  tooManyTitle: string;
  tooMany(minutes: number): string;
  checkTitle: string;
  check: string;
  checkWorking: string;
  checkNoScript: string;
  checkPress: string;
  missingTitle: string;
  missing: string;
  copies: string;
  copiesHint: string;
  file: string;
  subscribe: string;
  subscribeHint: string;
  qr: string;
  qrHint: string;
  eventsOf(name: string): string;
  chooseHint: string;
  noneUpcoming: string;
  noneChosen: string;
  buttonTitle: string;
  /** @param masked `a•••@example.com` */
  buttonFor(masked: string): string;
  otherAddress: string;
  previewTitle: string;
  preview: string;
  openPage: string;
  rule: RuleWords;
}>;
