import type { Needs, Project, Scenario } from './scenario';

/** What several scenarios need together, so that they can run one after the other; throws where they contradict each other. */
export const needsOf = (scenarios: readonly Scenario[]): Needs => {
  const projects = new Map<string, { readonly project: Project; readonly file: string }>();
  const namespaces = [...new Set(scenarios.map(({ namespace }) => namespace))];
  if (namespaces.length > 1)
    throw new Error(`the scenarios have several namespaces: ${namespaces.join(', ')}; expected one for all`);
  for (const { file, projects: own } of scenarios)
    for (const project of own) {
      const known = projects.get(project.name) ?? { project, file };
      const isSame = [known.project, project].map(({ folder, secret }) => JSON.stringify([folder, secret]));
      if (isSame[0] !== isSame[1])
        throw new Error(
          `project ${project.name} of ${file} is another one than that of ${known.file}; give it another name`,
        );
      const published = [...known.project.published, ...project.published].map(
        (image) => [`${image.repository}:${image.tag}`, image] as const,
      );
      const all = { ...project, published: [...new Map(published).values()] };
      projects.set(project.name, { project: all, file: known.file });
    }
  return {
    nodes: Math.max(...scenarios.map(({ nodes }) => nodes)),
    namespace: namespaces[0] ?? '',
    projects: [...projects.values()].map(({ project }) => project),
  };
};
