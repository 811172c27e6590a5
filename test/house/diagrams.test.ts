import { expect, test } from '@jest/globals';
import { drawInto, staleFiles } from '../../scripts/drawn-files.ts';
import { WORKFLOW_NAMES } from '../../scripts/workflow-file.ts';
import { filesOf, read } from './repository.ts';

const readIfThere = (path: string) => (filesOf(path).length > 0 ? read(path) : undefined);

test('the pictures are those of the workflow files: npm run diagrams', () => {
  expect([...staleFiles(readIfThere).keys()]).toEqual([]);
});

test('a page of a workflow that is no longer what its file makes is stale', () => {
  const stale = staleFiles((path) =>
    path === 'docs/workflows/send.md' ? 'an old page' : readIfThere(path),
  );
  expect([...stale.keys()]).toEqual(['docs/workflows/send.md']);
});

test('docs/workflows has a page for each workflow and no other', () => {
  expect(filesOf('docs/workflows/*')).toEqual(
    WORKFLOW_NAMES.map((name) => `docs/workflows/${name}.md`).sort(),
  );
});

test('a marked place of the README gets the picture, and the rest stays', () => {
  const readme = 'Before.\n<!-- diagram:send -->\nold\n<!-- /diagram:send -->\nAfter.\n';
  const drawn = drawInto(readme);
  expect(drawn).toMatch(/^Before\.\n<!-- diagram:send -->\n\n```mermaid\nflowchart TD\n/);
  expect(drawn).toMatch(/```\n\n<!-- \/diagram:send -->\nAfter\.\n$/);
  expect(drawn).not.toContain('old');
  expect(drawInto(drawn)).toBe(drawn);
});

test('a mark that names no workflow is refused', () => {
  const readme = '<!-- diagram:sendd -->\n<!-- /diagram:sendd -->\n';
  expect(() => drawInto(readme)).toThrow('«sendd»');
});
