import { ApiError } from './errors.ts';

/** Where the engine pretends to be. */
export type Home = Readonly<{ region: string; accountId: string }>;

function arn(home: Home, rest: string): string {
  return `arn:aws:states:${home.region}:${home.accountId}:${rest}`;
}

/** The ARN of a state machine. */
export function machineArn(home: Home, name: string): string {
  return arn(home, `stateMachine:${name}`);
}

/** The role that executions claim to run under; nothing checks it. */
export function roleArn(home: Home): string {
  return `arn:aws:iam::${home.accountId}:role/local-step-functions`;
}

/** The ARN of a STANDARD execution. @param machine the machine's name, with `/label` for a child */
export function executionArn(home: Home, machine: string, name: string): string {
  return arn(home, `execution:${machine}:${name}`);
}

/** The ARN of an EXPRESS execution: AWS adds an id, as EXPRESS names need not be unique. */
export function expressArn(home: Home, machine: string, name: string, id: string): string {
  return arn(home, `express:${machine}:${name}:${id}`);
}

/** The ARN of a map run. @param machine the machine's name and the label: `name/label` */
export function mapRunArn(home: Home, machine: string, id: string): string {
  return arn(home, `mapRun:${machine}:${id}`);
}

/** The last part of an ARN. */
export function lastPart(text: string): string {
  return text.slice(text.lastIndexOf(':') + 1);
}

/** The machine's name in its ARN. */
export function machineName(machine: string): string {
  return lastPart(machine);
}

/** What AWS forbids in a name; Cc are the control characters, U+0000-001F and U+007F-009F. */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** @throws ApiError InvalidName for what AWS does not take as an execution's name */
export function checkName(name: string): void {
  if (name.length >= 1 && name.length <= 80 && !forbidden.test(name)) return;
  throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}
