import { join } from 'node:path';
import { library } from '../../generator/library';
import { readSite } from '../../generator/site';

const site = readSite(join(__dirname, '../../site.yaml'));
const told = (roles: ReturnType<typeof library>['roles']): readonly string[] =>
  roles.filter((role) => JSON.stringify(role.tasks).includes('"before_review":true')).map(({ name }) => name);

test('only the site allows to publish before review, and no variable does', () => {
  const publishing = [
    'image-gate',
    ...['docker', 'container'].flatMap((family) => [`upload-${family}-image`, `promote-${family}-image`]),
    'mirror-container-images',
  ];
  expect(told(library(site).roles)).toEqual([]);
  expect(told(library({ ...site, 'publish-before-review': false }).roles)).toEqual([]);
  expect(told(library({ ...site, 'publish-before-review': true }).roles)).toEqual(publishing);
});
