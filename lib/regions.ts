/** The Regions in which SES receives mail (aws.md 2.1); in any other one no invitation would arrive. */
export const RECEIVING_REGIONS = [
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'us-east-1',
  'us-east-2',
  'us-west-2',
] as const;
