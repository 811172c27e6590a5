import { ENVIRONMENT } from '../../manifest-environment.ts';

/** Sets this process up as a Lambda environment whose AWS is the bare server. Before the first adapter loads. */
export function setEnvironment(endpoint: string): void {
  for (const name of ENVIRONMENT) process.env[name] = `bench-${name.toLowerCase()}`;
  Object.assign(process.env, {
    ...{ DOMAIN: 'example.test', INVITES_MAILBOX: 'invites@example.test' },
    ...{ DATA_BUCKET: 'bench-data', PUBLIC_URL: 'https://calendar.example.test' },
    // As an installation is by default: nobody listens to what happens but the product itself.
    ...{ EVENT_BUS: 'none', SILENCE_SECONDS: '1800' },
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  });
}
