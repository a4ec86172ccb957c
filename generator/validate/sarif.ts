import type { Finding } from './finding';
import { pageOf, positionOf } from './report';
import { codes } from './rules';

/** Findings as a SARIF 2.1.0 log, which code hosts and editors show beside the lines. */
export const sarifLog = (findings: readonly Finding[], version: string) => {
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
        results: findings.map((finding) => {
          const { file, line, column, endLine, endColumn } = positionOf(finding);
          return {
            ruleId: finding.code,
            ruleIndex: rules.findIndex(({ id }) => id === finding.code),
            level: finding.severity,
            message: {
              text: [finding.message, finding.hint].filter((text) => text !== undefined).join('. '),
            },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
                  region: { startLine: line, startColumn: column, endLine, endColumn },
                },
              },
            ],
          };
        }),
      },
    ],
  };
};
