import type { Library } from '../model/library';
import { sourceOf } from '../model/source';
import type { Output } from './output';
import { compilePlaybook } from './playbook';
import { compilePythonTable } from './python-table';
import { compileReference } from './reference';
import { compileRole } from './role';
import { compileSchema } from './schema';
import { compileZuulFile } from './zuul';

/** Everything that a library gives, by path; the same input gives the same bytes. */
export const compileLibrary = (library: Library): Output => {
  const source = sourceOf(library);
  const parts: readonly Output[] = [
    ...library.roles.map((role) => compileRole(role, source.role(role.name))),
    ...library.playbooks.map((playbook) => compilePlaybook(playbook, source.playbook(playbook.path))),
    ...library.zuul.map((file) => compileZuulFile(file, source.zuulFile(file.name))),
    ...library.schemas.map((schema) => compileSchema(schema, source.schemas)),
    ...(library.tables ?? []).map(compilePythonTable),
    compileReference(library),
  ];
  return Object.assign({}, ...parts) as Output;
};
