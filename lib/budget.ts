import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';
import { nameOf } from './names.ts';

/** Per cent of the budget at which somebody is told, of what was spent and of what the month will be. */
const THRESHOLDS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
];

/** Tells somebody when the account costs more in a month than it should. It stops nothing. */
export class Budget extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { dollarsPerMonth, email }: NonNullable<Configuration['budget']>,
  ) {
    super(scope, id);
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: nameOf(this, 'monthly'),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: dollarsPerMonth, unit: 'USD' },
      },
      notificationsWithSubscribers: THRESHOLDS.map((threshold) => ({
        notification: {
          ...threshold,
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'EMAIL', address: email }],
      })),
    });
  }
}
