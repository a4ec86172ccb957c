import type { Finding } from '../reading/finding';
import type { Place } from '../reading/located';
import { pageOf, positionOf } from './report';
import { codes } from '../rules';

const locationOf = (place: Place) => {
  const { file, line, column, endLine, endColumn } = positionOf(place);
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
};

/** Findings as a SARIF 2.1.0 log, which code hosts and editors show beside the lines. */
export const sarifLog = (findings: readonly Finding[], version: string, notes: readonly string[] = []) => {
  const rules = Object.entries(codes).map(([id, text]) => ({
    id,
    shortDescription: { text },
    help: { text: pageOf(id) },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0' as const,
    runs: [
      {
        tool: { driver: { name: 'image-gate', version, rules } },
        columnKind: 'utf16CodeUnits' as const,
        ...(notes.length > 0
          ? {
              invocations: [
                {
                  executionSuccessful: true,
                  toolExecutionNotifications: notes.map((text) => ({
                    level: 'note' as const,
                    message: { text },
                  })),
                },
              ],
            }
          : {}),
        results: findings.map((finding) => {
          return {
            ruleId: finding.code,
            ruleIndex: rules.findIndex(({ id }) => id === finding.code),
            level: finding.severity,
            message: {
              text: [finding.message, finding.hint].filter((text) => text !== undefined).join('. '),
            },
            locations: [locationOf(finding.place)],
            ...(finding.also ? { relatedLocations: finding.also.map(locationOf) } : {}),
          };
        }),
      },
    ],
  };
};
