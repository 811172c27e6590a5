/** Hosts of the AWS console, by the partition of an ARN; each has one more name in front for a region. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** An execution, by the parts of its ARN. */
export type NamedExecution = Readonly<{
  partition: string;
  region: string;
  machine: string;
  execution: string;
}>;

/** The parts of the ARN of a STANDARD workflow's execution; undefined for any other text. */
export function executionNamed(arn: string): NamedExecution | undefined {
  const [, partition, region, machine, execution] =
    /^arn:([a-z-]+):states:([a-z0-9-]+):\d{12}:execution:([\w-]{1,80}):([\w-]{1,80})$/.exec(arn) ??
    [];
  return partition && region && machine && execution
    ? { partition, region, machine, execution }
    : undefined;
}

/** Where the AWS console shows an execution; undefined in a partition whose console is not public. */
export function consoleAddress(arn: string): string | undefined {
  const { partition = '', region } = executionNamed(arn) ?? {};
  const host = CONSOLES[partition];
  return host === undefined || region === undefined
    ? undefined
    : `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/${arn}`;
}
