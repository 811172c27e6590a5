import { reactive } from 'vue';

/** Something that was done, told for a while at the edge of the screen. */
export type Notice = Readonly<{ id: number; words: string }>;

/** What is told now. */
export const notices = reactive<Notice[]>([]);

const SHOWN_MS = 6_000;
let last = 0;

/** Tells that something was done. */
export function tell(words: string): void {
  last += 1;
  const id = last;
  notices.push({ id, words });
  setTimeout(() => {
    const index = notices.findIndex((notice) => notice.id === id);
    if (index >= 0) notices.splice(index, 1);
  }, SHOWN_MS);
}
