import { globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { builtDashboard } from '../dashboard/build.ts';
import { cacheControlOf, typeOf } from '../dashboard/headers.ts';

const HELP = `Puts the built dashboard where CloudFront finds it. Files of an earlier version stay: a page that is open goes on.

  npm run upload:dashboard                  after «npx cdk deploy --all», with your own AWS credentials

  --stack NAME     of the installation (default convoke)
  --region REGION  (default as AWS_REGION says)
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    stack: { type: 'string', default: 'convoke' },
    region: { type: 'string' },
  },
});

async function bucketOf(stack: string, region: { region?: string }): Promise<string> {
  const cloudFormation = new CloudFormationClient(region);
  const { Stacks = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stack }),
  );
  const outputs = Stacks[0]?.Outputs ?? [];
  const bucket = outputs.find(({ OutputKey }) => OutputKey === 'DashboardBucket')?.OutputValue;
  if (bucket === undefined)
    throw new Error(`the stack ${stack} has no output DashboardBucket: deploy it`);
  return bucket;
}

async function upload(): Promise<void> {
  const region = values.region === undefined ? {} : { region: values.region };
  const [folder, Bucket] = await Promise.all([builtDashboard(), bucketOf(values.stack, region)]);
  const s3 = new S3Client(region);
  // The page comes last: it names the others.
  const files = globSync('assets/*', { cwd: folder }).concat('index.html');
  for (const file of files) {
    const name = file.replaceAll('\\', '/');
    await s3.send(
      new PutObjectCommand({
        ...{ Bucket, Key: `dashboard/${name}`, Body: readFileSync(join(folder, file)) },
        ContentType: typeOf(extname(name)),
        CacheControl: cacheControlOf(name),
      }),
    );
  }
  process.stdout.write(`${files.length} files are in ${Bucket}\n`);
}

if (values.help) process.stdout.write(HELP);
else await upload();
