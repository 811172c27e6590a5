/**
 * Hands on what comes, in its order, one in each turn of the event loop.
 *
 * Four workers whose fences are answered in one turn would all compose their mails before SES has stored the first one's:
 * then all four wait for the table, and this thread with them. With a turn between them one settles while the next sends.
 *
 * @param hand what it leaves for the end of its turn, its promises included, comes before the next one
 */
export function oneATurn<T>(hand: (one: T) => void): (one: T) => void {
  const waiting: T[] = [];
  let isTaken = false;
  const next = (): void => {
    isTaken = waiting.length > 0;
    if (isTaken) take(waiting.shift() as T);
  };
  const take = (one: T): void => {
    isTaken = true;
    hand(one);
    // Two: what promises leave for the end of this turn is behind the first.
    setImmediate(() => setImmediate(next));
  };
  return (one) => {
    if (isTaken) waiting.push(one);
    else take(one);
  };
}
