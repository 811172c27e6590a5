import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names that Chromium and Chrome have on a PATH. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where installers put them when they are on no PATH. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The browser that is installed here, if there is one. @param searched directories, like PATH */
export function installedChromium(searched: string): string | undefined {
  const onPath = searched
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find(isProgram);
}

/**
 * The program of the browser of the tests: `CHROMIUM_PATH`, an installed one, else the one of the package
 * `@sparticuz/chromium`, which is unpacked into the folder for temporary files (Linux only).
 *
 * @throws for a `CHROMIUM_PATH` that is no program: a typing error must not end in another browser
 */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { CHROMIUM_PATH, PATH = '' } = env;
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== '') {
    if (isProgram(CHROMIUM_PATH)) return CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH is no program: ${CHROMIUM_PATH}`);
  }
  const installed = installedChromium(PATH);
  if (installed !== undefined) return installed;
  if (process.platform !== 'linux') {
    throw new Error('no Chromium or Chrome is installed here: set CHROMIUM_PATH to one');
  }
  const { default: packed } = await import('@sparticuz/chromium');
  packed.setGraphicsMode = false;
  // Not its arguments: they turn the same-origin policy off, which tests are about.
  return packed.executablePath();
}
