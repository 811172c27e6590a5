import { expect, test } from '@jest/globals';
import { runDemo } from '../../local/demo/demo.ts';
import { checkMailbox, type MailboxMessage } from '../rfc/check-mailbox.ts';
import { listOutMails, usePrivateStack } from './private-stack.ts';

const running = usePrivateStack({ CONVOKE_HOLD_SECONDS: '0' });

test('every mail that leaves the demo keeps the rules of the RFCs, for a second reader', async () => {
  const { stack } = running();
  const { changes } = await runDemo(stack, 60, () => undefined);
  const mails = (await listOutMails(running())) as unknown as MailboxMessage[];
  const told = changes.reduce((sum, each) => sum + each.mails, 0);
  expect(mails.length).toBeGreaterThan(60 + told);
  expect(checkMailbox(mails)).toEqual([]);
}, 120_000);
