import { families } from '../../model/families';
import type { Playbook } from '../../model/playbook';
import { playbooksOf } from './family';

/** The playbooks of the docker family. */
export const dockerImagePlaybooks: readonly Playbook[] = playbooksOf(families.docker);
