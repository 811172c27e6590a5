import { builtDashboard } from '../dashboard/build.ts';

process.stdout.write(`${await builtDashboard()}\n`);
