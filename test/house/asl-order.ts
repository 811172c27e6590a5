/** Keys of a workflow file, in the order in which they are read. */
const WORKFLOW_KEYS = ['Comment', 'QueryLanguage', 'StartAt', 'TimeoutSeconds', 'States'];

/** Keys of a state: what it is, what goes in, what comes out, what if it fails, what is next. */
const STATE_KEYS = [
  'Type',
  'Comment',
  'Label',
  'Resource',
  'Arguments',
  'ItemReader',
  'ItemSelector',
  'ItemBatcher',
  'MaxConcurrency',
  'ToleratedFailurePercentage',
  'ItemProcessor',
  'ResultWriter',
  'Seconds',
  'Timestamp',
  'Choices',
  'Default',
  'Error',
  'Cause',
  'Assign',
  'Output',
  'TimeoutSeconds',
  'Retry',
  'Catch',
  'Next',
  'End',
];

const FLOW_KEYS = ['ProcessorConfig', 'StartAt', 'States'];

/** What is wrong with the order of an object's keys; undefined when it is the house's order. */
function misorder(keys: readonly string[], order: readonly string[]): string | undefined {
  const unknown = keys.find((key) => !order.includes(key));
  if (unknown !== undefined) return `${unknown} is not a key of this house`;
  const wanted = order.filter((key) => keys.includes(key));
  return wanted.join() === keys.join() ? undefined : `keys are ${keys}, wanted ${wanted}`;
}

/** What is wrong with the keys of a whole workflow file; undefined when nothing is. */
export const misorderOfWorkflow = (file: object): string | undefined => {
  const keys = Object.keys(file);
  return keys.join() === WORKFLOW_KEYS.join() ? undefined : `keys are ${keys}`;
};

/** What is wrong with the keys of a state. */
export const misorderOfState = (state: object): string | undefined =>
  misorder(Object.keys(state), STATE_KEYS);

/** What is wrong with the keys of what a Map does with each item. */
export const misorderOfFlow = (flow: object): string | undefined =>
  misorder(Object.keys(flow), FLOW_KEYS);
