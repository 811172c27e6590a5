import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { poll } from '../poll.ts';
import { printFile } from '../print-file.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';

/** Adds `convoke export ADDRESS`. */
export function addExport(program: Command, world: World): void {
  program
    .command('export')
    .description('print everything that is kept of an address, as JSON')
    .argument('<address>')
    .action(async (address: string, _options: unknown, command: Command) => {
      const session = await openSession(command, world);
      const { api } = session;
      const { exportId } = await api.exportAddress(address, randomUUID());
      const read = () => api.readExport(exportId);
      const { url } = await poll(session, read, ({ state }) => state !== 'running');
      if (url === undefined) {
        const whatNow = 'See «convoke executions» for where it stopped, and export again.';
        throw new CliError('export_failed', `The export ${exportId} failed.`, whatNow);
      }
      const file = await api.download(url);
      await printFile(world, file);
    });
}
