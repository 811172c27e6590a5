import { assignment, type Item, isConditionFailure, type Key, update } from './table.ts';

/**
 * Sets some fields of an item where a condition holds, in which `#state` names its state.
 *
 * @param values that the condition names
 * @returns false where it does not hold
 */
export async function changeWhere(
  key: Key,
  fields: Item,
  condition: string,
  values: Item,
): Promise<boolean> {
  const set = assignment(fields);
  const names = condition.includes('#state') ? { '#state': 'state' } : {};
  try {
    await update({
      ...{ key, update: set.UpdateExpression, condition },
      names: { ...set.ExpressionAttributeNames, ...names },
      values: { ...set.ExpressionAttributeValues, ...values },
    });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Says `failed` of an item whose `state` is `running`; leaves any other as it is. */
export async function failRunning(key: Key): Promise<void> {
  await changeWhere(key, { state: 'failed' }, '#state = :running', { ':running': 'running' });
}
